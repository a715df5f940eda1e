namespace ImageSearch.Reports;

/// <summary>How a report looks, light and dark, on a screen, a phone and paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --back: light-dark(#f6f7f9, #14171c); --card: light-dark(#fff, #1f242c); --text: light-dark(#1a1d21, #e8eaed);
          --soft: light-dark(#555d68, #a9b1bc); --line: light-dark(#c4cad2, #454d58); --frame: light-dark(#e9ecf0, #0d0f12);
          --keep: light-dark(#0b6b2f, #7fe0a1); --bad: light-dark(#a4160b, #ffa79e); --common: #ffc400; --differs: #ff3040;
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 80rem; background: var(--back);
          color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        p { margin: .25rem 0; }
        .counts { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: .5rem 0; padding: 0; }
        .relation { display: inline-block; padding: 0 .5rem; border: 1px solid var(--line);
          border-radius: .5rem; color: var(--text); font-weight: 600; }
        .swatch { display: inline-block; width: .9rem; height: .9rem; margin: 0 .25rem 0 .75rem;
          vertical-align: -.1rem; border: 3px solid var(--common); }
        .swatch.differs { border: 1px solid var(--differs); background: color-mix(in srgb, var(--differs) 45%, transparent); }
        .pair {
          display: grid; grid-template: "keep other words" auto "keep other detail" 1fr / minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr);
          gap: 1rem; margin: 0 0 1rem; padding: 1rem;
          background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
        }
        figure { margin: 0; }
        .keep { grid-area: keep; } .other { grid-area: other; } .words { grid-area: words; } .detail { grid-area: detail; }
        svg, .missing { display: block; width: 100%; height: 16rem; background: var(--frame); border-radius: .25rem; }
        .missing { display: grid; place-items: center; padding: 1rem; color: var(--bad);
          text-align: center; overflow: auto; overflow-wrap: anywhere; }
        polygon { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
        polygon.common { stroke: var(--common); stroke-width: 2; }
        .p1 { --common: #40e0ff; } .p2 { --common: #60e660; } .p3 { --common: #ff8cf0; }
        .p4 { --common: #aaa0ff; } .p5 { --common: #ff9650; }
        polygon.differs { stroke: var(--differs); stroke-width: 2; fill: var(--differs); fill-opacity: .25; }
        .detail polygon.differs { fill: none; }
        figcaption { margin-top: .5rem; overflow-wrap: anywhere; }
        .role { color: var(--bad); }
        .keep .role { color: var(--keep); }
        .path { display: block; color: var(--soft); }
        .path b { color: var(--text); font-weight: 600; }
        .facts { color: var(--soft); }
        .verdict { font-weight: 600; font-size: 1.1rem; }
        .verdict::first-letter { text-transform: uppercase; }
        .warn { color: var(--bad); font-weight: 600; }
        .detail { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; align-content: start; }
        .detail svg { height: 9rem; }
        .detail figcaption { grid-column: 1 / -1; margin: 0; color: var(--soft); }
        @media (max-width: 60rem) { .pair { grid-template: "words words" "keep other" "detail detail" / minmax(0, 1fr) minmax(0, 1fr); } }
        @media (max-width: 40rem) { body { padding: .5rem; } .pair { gap: .5rem; padding: .5rem; } svg, .missing { height: 11rem; } }
        @media print {
          :root { color-scheme: light; --back: #fff; --frame: #f3f4f6; }
          body { max-width: none; padding: 0; font-size: 9pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .pair {
            break-inside: avoid; padding: .5rem;
            grid-template: "keep other words" auto "keep other detail" 1fr / minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr);
          }
          h2 { break-after: avoid; }
          svg, .missing { height: 5cm; }
          .detail svg { height: 3cm; }
        }
        """;
}
