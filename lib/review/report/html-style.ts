/**
 * Style of the page: the tokens, class names and components of the State's design system that it needs, in 4 kB.
 * Source of the values: Système de design de l'État (DSFR) 1.15.3, «Fondamentaux», colours and typography. Neither its
 * logotype nor its typeface is part of it: those are for sites of the State (docs/decisions/0056).
 */
export const STYLE = `
:root { color-scheme: light dark;
  --text-default-grey: #3a3a3a; --text-title-grey: #161616; --text-mention-grey: #666; --background-default-grey: #fff; --background-alt-grey: #f6f6f6; --border-default-grey: #ddd;
  --text-action-high-blue-france: #000091; --text-default-error: #ce0500; --background-contrast-error: #ffe9e9; --text-default-warning: #b34000; --background-contrast-warning: #ffe9e6;
  --text-default-info: #0063cb; --background-contrast-info: #e8edff; --text-default-success: #18753c; --background-contrast-success: #b8fec9; }
@media (prefers-color-scheme: dark) { :root {
  --text-default-grey: #cecece; --text-title-grey: #fff; --text-mention-grey: #929292; --background-default-grey: #161616; --background-alt-grey: #1e1e1e; --border-default-grey: #353535;
  --text-action-high-blue-france: #8585f6; --text-default-error: #ff5655; --background-contrast-error: #391c1c; --text-default-warning: #fc5d00; --background-contrast-warning: #361e19;
  --text-default-info: #518fff; --background-contrast-info: #1d2437; --text-default-success: #27a658; --background-contrast-success: #19271d; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 Marianne, arial, sans-serif; color: var(--text-default-grey); background: var(--background-default-grey); }
.fr-container { max-width: 78rem; margin: 0 auto; padding: 0 1rem; }
h1, h2, h3 { color: var(--text-title-grey); line-height: 1.3; } h1 { font-size: 2rem; margin: 1.5rem 0 .5rem; } h2 { font-size: 1.5rem; margin: 2.5rem 0 1rem; } h3 { font-size: 1.125rem; margin: 0 0 .25rem; }
p { margin: 0 0 .5rem; } ul { margin: 0 0 .5rem; padding-left: 1.25rem; } dt { font-weight: 700; } dd { margin: 0 0 .75rem; }
a { color: var(--text-action-high-blue-france); text-underline-offset: .25em; }
:focus-visible { outline: 2px solid #0a76f6; outline-offset: 2px; }
.fr-sr-only, .fr-skiplinks:not(:focus-within) { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.fr-skiplinks { padding: 1rem; background: var(--background-alt-grey); }
.fr-header { border-bottom: 1px solid var(--border-default-grey); } .fr-header .fr-container { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between; padding: .75rem 1rem; }
.fr-header__service-title { font-weight: 700; font-size: 1.25rem; color: var(--text-title-grey); margin: 0; }
.fr-translate { border: 0; margin: 0; padding: 0; } .fr-translate label { padding: .25rem .5rem .25rem .25rem; } .fr-translate input { accent-color: var(--text-action-high-blue-france); }
.fr-badge { display: inline-block; font-size: .875rem; font-weight: 700; line-height: 1.5rem; padding: 0 .5rem; border-radius: .25rem; text-transform: uppercase; }
.fr-badge--error { color: var(--text-default-error); background: var(--background-contrast-error); } .fr-badge--warning { color: var(--text-default-warning); background: var(--background-contrast-warning); }
.fr-badge--info { color: var(--text-default-info); background: var(--background-contrast-info); } .fr-badge--success { color: var(--text-default-success); background: var(--background-contrast-success); }
.fr-alert { border: 1px solid; border-left-width: 2.5rem; padding: 1rem; margin: 1rem 0; } .fr-alert > * { color: var(--text-default-grey); } .fr-alert h1 { margin: 0 0 .25rem; }
.fr-alert--error { border-color: var(--text-default-error); } .fr-alert--warning { border-color: var(--text-default-warning); } .fr-alert--info { border-color: var(--text-default-info); } .fr-alert--success { border-color: var(--text-default-success); }
.fr-card { border: 1px solid var(--border-default-grey); border-left: 4px solid; padding: 1rem; margin: 0 0 1rem; } .fr-card > * { color: var(--text-default-grey); } .fr-card h3 { color: var(--text-title-grey); }
.fr-card--error { border-left-color: var(--text-default-error); } .fr-card--warning { border-left-color: var(--text-default-warning); } .fr-card--info { border-left-color: var(--text-default-info); }
.fr-hint-text { color: var(--text-mention-grey); }
summary { cursor: pointer; color: var(--text-action-high-blue-france); padding: .25rem 0; }
.fr-table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th { background: var(--background-alt-grey); color: var(--text-title-grey); } th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--border-default-grey); overflow-wrap: anywhere; }
code { font-size: .9em; overflow-wrap: anywhere; } del { color: var(--text-default-error); } ins { color: var(--text-default-success); text-decoration: none; }
.fr-footer { border-top: 2px solid var(--text-action-high-blue-france); margin-top: 3rem; padding: 1rem 0; font-size: .875rem; }
body:has(#language-fr:checked) .fr-text[lang=en], body:has(#language-en:checked) .fr-text[lang=fr] { display: none; }
@media (max-width: 36rem) { h1 { font-size: 1.5rem; } .fr-alert { border-left-width: .5rem; } th, td { padding: .5rem .25rem; } }
@media print { .fr-translate, .fr-skiplinks { display: none; } }
`;
