/** The report's style sheet: one column on a phone, light or dark as on the reader's device, no external files. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5c6675;--line:#dfe3e8;--page:#f6f7f9;--card:#fff;--good:#147a4b;
--warn:#9a5b00;--bad:#b3261e;--accent:#2457c5;--floor:#fff;--solid:#9aa3ad;--heat:#d4401a}
@media(prefers-color-scheme:dark){:root{--ink:#e7eaef;--soft:#a3adba;--line:#333b46;--page:#14181d;--card:#1c2127;
--good:#5fd39b;--warn:#f0b860;--bad:#ff8a80;--accent:#8db4ff;--floor:#232a32;--solid:#59636f;--heat:#ff7a50}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.8rem;line-height:1.2;margin:.2em 0}h2{font-size:1.2rem;margin:0 0 .6rem}
p{margin:.4rem 0;max-width:65ch}.soft{color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem;margin:1rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem;margin:1rem 0;padding:0;list-style:none}
.cards li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem 1rem}
.cards b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums;line-height:1.2}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{color:var(--soft);font-weight:600}th:first-child,td:first-child,.text{text-align:left}.why{white-space:normal;min-width:12rem}
tr.group td{font-weight:600;padding-top:.9rem}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
svg{display:block;width:100%;height:auto}svg text{font-family:inherit;fill:var(--ink)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem}
figure{margin:0}figcaption{color:var(--soft);font-size:.9rem;margin:.2rem 0 .5rem}
details summary{cursor:pointer;color:var(--accent);margin:.5rem 0}
.answer{font-size:1.1rem;font-weight:600}
`;
