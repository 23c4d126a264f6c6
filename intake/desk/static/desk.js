// Small helps for the desk: the hold clock counts down, errors get the focus, one click sends once.
(() => {
  "use strict";
  document.querySelector("[data-focus]")?.focus();

  const part = (value, unit) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(value);
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-expires]")) {
      const minutes = Math.floor((Date.parse(clock.dataset.expires) - Date.now()) / 60000);
      clock.textContent =
        minutes < 0 ? clock.dataset.over : `${part(Math.floor(minutes / 60), "hour")} ${part(minutes % 60, "minute")}`;
    }
  };
  tick();
  setInterval(tick, 30000);

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || "downloads" in event.target.dataset) return; // a file leaves the page as it is
    if ("sent" in event.target.dataset) return event.preventDefault();
    event.target.dataset.sent = "";
    setTimeout(() => delete event.target.dataset.sent, 15000); // a broken line leaves no dead button
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
