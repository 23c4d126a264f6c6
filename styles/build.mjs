// Compiles site.scss and desk.scss to the two committed style sheets: sass, then unused parts of USWDS out,
// then both reading directions (postcss-rtlcss), then lightningcss. Run with `npm run build`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { transform } from "lightningcss";
import postcss from "postcss";
import rtlcss from "postcss-rtlcss";
import { compile } from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const SHEETS = {
  "site.scss": "../intake/web/static/site.css",
  "paper.scss": "../intake/web/static/paper.css",
  "desk.scss": "../intake/desk/static/desk.css",
};
const LICENCE =
  "/*! Built from styles/ with USWDS, the U.S. Web Design System (public domain, CC0 1.0): https://designsystem.digital.gov */\n";

// Variants of USWDS components that no page uses.
const UNUSED = new RegExp(
  [
    "usa-button--(accent|base|inverse|outline-inverse|big|hover|active|disabled)|usa-(link|list|sr-only)",
    "usa-focus|usa-dark-background|usa-prose|usa-section|width-mobile|usa-show-password|usa-checklist",
    "usa-alert--(emergency|slim|validation)|usa-alert__body::before",
    "usa-step-indicator(--counters|--center|__header|__heading|__current|__total|__segment-label)",
    "usa-(input|label|select|textarea)--(success|2xs|xs|sm|md|lg|xl|2xl|big|small|medium)",
    "usa-input-(group|prefix|suffix)|usa-combo-box|usa-file-input|usa-search|usa-character-count",
    "usa-table--(stacked|borderless|striped|sticky)|data-sort|usa-tag--big|usa-legend--large|usa-fieldset--",
    "usa-icon\\b|moz-|webkit-contacts",
    "usa-hint--|usa-input-list|usa-button-group|usa-label--req|usa-radio|usa-checkbox|has-invalid|usa-range",
  ].join("|"),
);

// What only the desk uses of the components that both share. Public alerts have no icon of USWDS's, and public fields carry
// no class that their place tells as well.
const DESK_ONLY = new RegExp(
  [
    "usa-tag|usa-button--secondary|:disabled|usa-alert--error|usa-alert--no-icon|usa-skipnav__container",
    "usa-alert--(success|warning|info) .usa-alert__body|\\.usa-(fieldset|legend|label)\\b",
  ].join("|"),
);

/** Removes unused selectors, declarations that would fetch a picture, and fonts (the body names them once). */
const trim = (unused) => ({
  postcssPlugin: "recourse-trim",
  Rule(rule) {
    const kept = rule.selectors.filter((selector) => !unused.some((pattern) => pattern.test(selector)));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  },
  Declaration(declaration) {
    const font = declaration.prop === "font-family" && declaration.value.includes("BlinkMacSystemFont");
    if (font || declaration.value.includes("url(")) declaration.remove();
  },
  AtRule(rule) {
    if (rule.name === "supports" && rule.params.includes("mask")) rule.remove();
  },
});

for (const [source, target] of Object.entries(SHEETS)) {
  const { css } = compile(`${HERE}/${source}`, {
    loadPaths: [HERE, `${HERE}/node_modules/@uswds/uswds/packages`],
    quietDeps: true,
    silenceDeprecations: ["if-function"],
  });
  const both = await postcss([trim(source === "desk.scss" ? [UNUSED] : [UNUSED, DESK_ONLY]), rtlcss({ mode: "combined" })]).process(css, { from: undefined });
  const { code } = transform({
    filename: source,
    code: Buffer.from(both.css),
    minify: true,
    targets: { chrome: 95 << 16, firefox: 91 << 16, safari: (14 << 16) | (1 << 8) },
  });
  const path = `${HERE}/${target}`;
  mkdirSync(dirname(path), { recursive: true });
  const sheet = LICENCE + code.toString() + "\n";
  writeFileSync(path, sheet);
  console.log(`${target}: ${sheet.length} bytes, ${gzipSync(sheet, { level: 9 }).length} compressed`);
}
