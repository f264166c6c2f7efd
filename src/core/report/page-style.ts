/** The look of the HTML page: system fonts, light and dark, and paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #5b6470; --line: #d5dae0; --paper: #fff; --critical: #a40e26; --warning: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --quiet: #9aa4b2; --line: #39424e; --paper: #14181d; --critical: #ff8f9c; --warning: #f2c166; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; } .verdict { font-weight: 600; } .quiet, footer { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th[scope=row] { overflow-wrap: anywhere; min-width: 16ch; font-weight: 600; } a { color: inherit; }
.critical { color: var(--critical); } .warning { color: var(--warning); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }
figure { margin: 1rem 0; overflow-x: auto; } figcaption { color: var(--quiet); } pre { line-height: 1.1; } code { overflow-wrap: anywhere; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); font-size: .9rem; }
@media print { body { max-width: none; margin: 0; } section { break-inside: avoid; } :root { --ink: #000; --paper: #fff; --quiet: #444; --line: #bbb; --critical: #a40e26; --warning: #7a4b00; } }
`;
