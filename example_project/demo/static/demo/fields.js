/** The fields of a form, and what is wrong with them. */

/** Return what marks the fields of a form, which may be null; `alert` has its errors. */
export function makeFields(form, alert) {
  const inputs = [...(form?.querySelectorAll("input") ?? [])];
  const marks = new Map();

  const mark = (input, description) => {
    const before = input.getAttribute("aria-describedby");
    marks.set(input, { before, description });
    input.setAttribute("aria-invalid", "true");
    const ids = [description.id, before].filter(Boolean);
    input.setAttribute("aria-describedby", ids.join(" "));
  };

  return {
    showErrors(texts) {
      for (const input of inputs.filter(({ name }) => texts[name])) {
        const line = document.createElement("p");
        line.id = `${input.id}-error`;
        line.className = "field-error";
        line.textContent = texts[input.name].join(" ");
        // After the label of a box, and before the next label otherwise.
        (input.type === "checkbox" ? input.parentElement : input).after(line);
        mark(input, line);
      }
    },

    blame() {
      alert.id ||= `${form?.closest("section").id}-alert`;
      for (const input of inputs) {
        if (input.type !== "checkbox" && input.checkVisibility() && !marks.has(input)) {
          mark(input, alert);
        }
      }
    },

    focusFirst() {
      const wrong = [...marks].find(([, { description }]) => description !== alert);
      wrong?.[0].focus();
    },

    clear() {
      for (const [input, { before, description }] of marks) {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
        if (before !== null) {
          input.setAttribute("aria-describedby", before);
        }
        if (description !== alert) {
          description.remove();
        }
      }
      marks.clear();
    },
  };
}
