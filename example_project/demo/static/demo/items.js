/** Items of lists of what a user has. */

/**
 * Return an item with a title, a line of text, and buttons as `[label, action, look]`.
 *
 * The look is a class, such as "danger".
 */
export function makeItem(title, text, buttons = []) {
  const item = document.createElement("li");
  const heading = document.createElement("h3");
  const line = document.createElement("p");
  heading.textContent = title;
  heading.dir = "auto"; // Users give names in any script.
  line.textContent = text;
  item.append(heading, line, ...buttons.map((one) => makeButton(title, ...one)));
  return item;
}

/** Return the sentence that says when something was added and used. */
export function tellTimes({ created_at, last_used_at }, facts = []) {
  const used = last_used_at ? `last used ${formatDate(last_used_at)}` : "never used";
  return `${[`Added ${formatDate(created_at)}`, used, ...facts].join(", ")}.`;
}

function makeButton(title, label, action, look = "") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `other ${look}`.trim();
  button.textContent = label;
  // In a list of buttons, screen readers do not say what they stand beside.
  button.setAttribute("aria-label", `${label} ${title}`);
  button.addEventListener("click", action);
  return button;
}

/** Return a point in time as people write it. */
export function formatDate(text) {
  return new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
