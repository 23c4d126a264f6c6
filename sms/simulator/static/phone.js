// Asks for the page again every second and puts in what changed. Without this file "Look again" does the same.
"use strict";

const EVERY = 1000;
const FADES = 1700;

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function showThread(fresh) {
  const thread = document.getElementById("thread");
  const next = fresh.getElementById("thread");
  if (thread.innerHTML === next.innerHTML) return;
  let known = thread.querySelectorAll("li[id]").length;
  if (next.children.length < known) known = 0; // the simulator was started anew
  if (known === 0) thread.replaceChildren();
  for (const bubble of [...next.children].slice(known)) thread.append(document.importNode(bubble, true));
  thread.parentElement.scrollTop = 0;
}

function showCopies(fresh) {
  const copies = document.getElementById("copies");
  const next = fresh.getElementById("copies");
  if (copies.innerHTML === next.innerHTML || copies.querySelector(".gone")) return;
  const left = [...copies.querySelectorAll("li[id]")].filter((copy) => !next.querySelector("#" + copy.id));
  left.forEach((copy) => copy.classList.add("gone"));
  const put = () => copies.replaceChildren(...document.importNode(next, true).childNodes);
  if (left.length) setTimeout(put, FADES);
  else put();
}

function show(text) {
  const fresh = parse(text);
  showThread(fresh);
  showCopies(fresh);
}

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) show(await answer.text());
  } catch (error) {
    console.warn("The simulator does not answer.", error);
  }
  setTimeout(look, EVERY);
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.redirected && answer.url.includes("problem")) location.assign(answer.url);
  else if (answer.ok) {
    show(await answer.text());
    form.reset();
    form.elements.text.focus();
  }
}

function press(event) {
  const key = event.target.closest(".pad span");
  if (key) document.getElementById("text").value += key.textContent;
}

document.body.classList.add("works");
document.querySelector(".pad").addEventListener("click", press);
document.getElementById("write").addEventListener("submit", send);
document.getElementById("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  }
});
setTimeout(look, EVERY);
