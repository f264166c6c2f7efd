/** The look of drawn curves: colours that people with colour blindness tell apart (Okabe and Ito 2008), never alone, since every mark has its own shape. */
export const TUNE_STYLE = `
:root { --curve: #0072b2; --chosen: #b34700; --tie: #009e73; --failed: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --curve: #56b4e9; --chosen: #ffa657; --tie: #2fbf95; --failed: #ff8f9c; } }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .5rem 2rem; } .curves figure { margin: .5rem 0; overflow: visible; }
.curve { display: block; width: 100%; height: auto; max-width: 38rem; font: 11.5px system-ui, sans-serif; }
.curve text { fill: var(--ink); } .curve .side { text-anchor: end; } .curve .foot { text-anchor: middle; }
.curve .side, .curve .foot { fill: var(--quiet); } .curve path { fill: none; }
.curve .grid { stroke: var(--line); stroke-width: .7; } .curve .axis { stroke: var(--quiet); }
.curve .band { fill: var(--curve); fill-opacity: .18; } .curve .belief { stroke: var(--curve); stroke-width: 1.6; }
.curve .whisker { stroke: var(--ink); stroke-width: 1.1; } .curve .point { fill: var(--curve); stroke: var(--paper); stroke-width: 1; }
.curve .pick { fill: var(--chosen); stroke: var(--paper); stroke-width: 1; } .curve .pick-line { stroke: var(--chosen); stroke-width: 1.2; }
.curve .pick-name { fill: var(--chosen); font-weight: 600; } .curve .now-line { stroke: var(--ink); stroke-dasharray: 5 4; }
.curve .tie { fill: var(--tie); fill-opacity: .14; stroke: var(--tie); stroke-width: .8; stroke-opacity: .6; }
.curve .hatch { stroke: var(--quiet); stroke-width: 1.4; stroke-opacity: .55; } .curve .failed { stroke: var(--failed); stroke-width: 2.2; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .2rem 0 1rem; list-style: none; color: var(--quiet); font-size: .9rem; }
.legend .curve { display: inline-block; width: 1.6rem; height: 1rem; vertical-align: -.15rem; margin-right: .35rem; }
.scroll { overflow-x: auto; } .scroll td, .scroll th[scope] { white-space: nowrap; min-width: 0; } .scroll thead th { vertical-align: bottom; }
.scroll .number { text-align: right; } .notes { padding-left: 1.2rem; font-size: .9rem; } tr.chosen > * { font-weight: 600; color: var(--chosen); } caption { text-align: left; color: var(--quiet); padding-bottom: .3rem; }
@media print { :root { --curve: #0072b2; --chosen: #b34700; --tie: #009e73; --failed: #a40e26; } .curves, .legend, .scroll { break-inside: avoid; } .scroll { overflow: visible; font-size: .8rem; } .curve { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (forced-colors: active) { .curve .tie, .curve .band { fill-opacity: .3; } }
`;
