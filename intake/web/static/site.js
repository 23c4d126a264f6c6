// Small helps for the public pages. Every page works without them; texts come from data attributes.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");

  // The way out: blank the page at once, then go, leaving no entry that Back would open.
  const leave = () => {
    const { href } = document.querySelector("a[data-exit]");
    document.title = "\u00a0";
    document.body.replaceChildren();
    location.replace(href);
  };
  let shifts = [];
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a[data-exit]")) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    shifts = event.key === "Shift" ? [...shifts, event.timeStamp].slice(-3) : [];
    if (shifts.length === 3 && shifts[2] - shifts[0] < 2000) leave();
  });

  // A page that Back takes out of memory may show what was typed: fetch it anew.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  for (const part of all("[data-js]")) part.hidden = false;
  document.querySelector("[data-focus]")?.focus();

  for (const area of all("textarea[data-limit]")) {
    const shown = document.getElementById(`${area.id}-count`);
    const spoken = Object.assign(document.createElement("p"), { className: "rc-sr" });
    spoken.setAttribute("aria-live", "polite");
    shown.after(spoken);
    let pause;
    const count = () => {
      const left = Number(area.dataset.limit) - [...area.value].length;
      shown.textContent = `${left < 0 ? shown.dataset.over : shown.dataset.left} ${number.format(Math.abs(left))}`;
      shown.classList.toggle("rc-count--over", left < 0);
      return shown.textContent;
    };
    area.addEventListener("input", () => {
      const text = count();
      clearTimeout(pause); // read out only when the typing rests
      pause = setTimeout(() => (spoken.textContent = text), 1000);
    });
    count();
  }

  // Names to pick from while typing, as the counties of a State. The whole list is fetched, so the choice stays here.
  for (const input of all("input[data-suggest]")) {
    const key = document.getElementById(input.dataset.by);
    let lists;
    const fill = async () => {
      lists ??= fetch(input.dataset.suggest).then((answer) => (answer.ok ? answer.json() : {}));
      const names = (await lists.catch(() => ({})))[key.value] ?? [];
      input.list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
    };
    input.addEventListener("focus", fill);
    key.addEventListener("change", fill);
  }

  for (const input of all("input[data-names]")) {
    const names = document.getElementById(input.dataset.names);
    const show = () => {
      names.replaceChildren(
        ...[...input.files].map((file) => {
          const item = document.createElement("li");
          const name = document.createElement("bdi");
          name.textContent = file.name;
          item.append(name, ` (${number.format(Math.ceil(file.size / 1024))} KB)`);
          return item;
        }),
      );
      names.hidden = !input.files.length;
    };
    input.addEventListener("change", show);
  }

  // One click sends once. The lock ends by itself, so that a broken line never leaves a dead button.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("sent" in form.dataset) return event.preventDefault();
    const button = event.submitter;
    const text = button?.textContent;
    form.dataset.sent = "";
    if (button?.dataset.busy) button.textContent = button.dataset.busy;
    button?.setAttribute("aria-disabled", "true");
    setTimeout(() => {
      delete form.dataset.sent;
      if (!button) return;
      button.textContent = text;
      button.removeAttribute("aria-disabled");
    }, 15000);
  });
})();
