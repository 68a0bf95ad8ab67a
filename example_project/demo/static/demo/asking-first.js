/** Ask the user before something is removed. */

const dialog = document.getElementById("sure");
const heading = document.getElementById("sure-heading");
const text = document.getElementById("sure-text");
const yes = document.getElementById("sure-yes");

/** Return whether the user wants it: `question` in few words, `facts` in a sentence. */
export function askFirst(question, facts) {
  heading.textContent = question;
  text.textContent = facts;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = () => resolve(dialog.returnValue === "yes");
    dialog.addEventListener("close", answer, { once: true });
  });
}

/** Close the question, as if the answer were no. */
export function stopAsking() {
  dialog.close("");
}

yes.addEventListener("click", () => dialog.close("yes"));
document.getElementById("sure-no").addEventListener("click", () => dialog.close(""));
