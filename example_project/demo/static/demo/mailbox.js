/** The mailbox beside the page, for this demo only. */

const INTERVAL = 1000; // Milliseconds.

/** Show mails in the list as they arrive, newest first. */
export function watchMailbox(list, announce) {
  const known = new Set();
  const look = async () => {
    if (!document.hidden) {
      const mails = await fetchMails(list.dataset.url);
      const isFirst = known.size === 0 && list.dataset.loaded === undefined;
      const news = mails.filter((mail) => !known.has(mail.id));
      for (const mail of news) {
        known.add(mail.id);
        list.prepend(makeItem(mail));
      }
      list.dataset.loaded = "";
      if (news.length > 0 && !isFirst) {
        announce("You have new mail in the demo mailbox.");
      }
    }
    setTimeout(look, INTERVAL);
  };
  look();
}

async function fetchMails(url) {
  try {
    const response = await fetch(url, { cache: "no-store" });
    return response.ok ? (await response.json()).mails : [];
  } catch {
    return []; // The next request may succeed.
  }
}

function makeItem({ to, subject, body, sent }) {
  const item = document.createElement("li");
  item.append(
    makeElement("p", "subject", subject),
    makeElement("p", "address", `To ${to}, ${new Date(sent).toLocaleTimeString()}`),
    makeElement("p", "body", body),
  );
  return item;
}

function makeElement(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text; // Not innerHTML: somebody else wrote the mail.
  return element;
}
