/** The look of a printed report: A4, black on white, colours that stay apart in grey; nothing is fetched. */
export const STYLE = `
@page { size: A4; margin: 15mm 15mm 16mm; font: 8pt "DejaVu Sans", Arial, sans-serif; color: #555; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { font: 10pt/1.4 "Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 180mm; margin: 0 auto; padding: 8mm 0; }
@media print { body { padding: 0; max-width: none; } }
h1 { font-size: 16pt; margin: 0 0 1mm; }
h2 { font-size: 12.5pt; margin: 6mm 0 2mm; padding-bottom: 1mm; border-bottom: 1px solid #999; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.file { color: #444; margin-bottom: 4mm; overflow-wrap: anywhere; }
.verdict { border: 1.5px solid; border-left-width: 4mm; padding: 2.5mm 4mm; margin: 0 0 3mm; break-inside: avoid; }
.verdict b { font-size: 12pt; }
.passed { border-color: #1b6e3c; background: #eef7f0; }
.open { border-color: #9a6700; background: #fdf6e3; }
.failed { border-color: #a11d1d; background: #fbecec; }
.passed b { color: #14532d; } .open b { color: #6b4700; } .failed b { color: #7f1616; }
.code { font-size: 8.5pt; color: #555; letter-spacing: 0.02em; }
table { width: 100%; border-collapse: collapse; margin: 0 0 3mm; font-size: 9pt; }
th, td { text-align: left; vertical-align: top; padding: 0.8mm 2mm 0.8mm 0; border-bottom: 1px solid #ddd;
  overflow-wrap: anywhere; }
th { font-weight: 600; }
tr { break-inside: avoid; }
.facts th { width: 40mm; color: #444; font-weight: 400; }
thead th { border-bottom: 1px solid #777; color: #444; }
.mono { font-family: "DejaVu Sans Mono", "Noto Sans Mono", Consolas, monospace; font-size: 8pt; }
.num { width: 9mm; }
.nb { white-space: nowrap; }
ul { margin: 0 0 3mm; padding-left: 5mm; }
li { margin-bottom: 1.5mm; break-inside: avoid; }
.todo { color: #333; font-style: italic; }
.no { color: #7f1616; font-weight: 600; }
footer { margin-top: 8mm; padding-top: 2mm; border-top: 1px solid #999; font-size: 8.5pt; color: #555; }
`;
