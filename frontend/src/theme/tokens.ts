/**
 * The design tokens: the one place where a colour, a size or a duration is chosen.
 *
 * They reach the screen by two ways from here: as CSS variables (`stylesheet.ts`) and as the theme of the
 * component library (`antd.ts`). Text colours keep a contrast of at least 4.5:1 on `paper` and `desk`
 * (WCAG 2.2, success criterion 1.4.3); `tokens.test.ts` measures it.
 */

/** The colours of one theme. */
export interface Palette {
  /** Text. */
  ink: string;
  /** Secondary text. */
  inkSoft: string;
  /** Decoration and disabled marks only: too faint for text that must be read. */
  inkHint: string;
  /** The smallest text that must still be read, such as placeholders and counts. */
  inkFaint: string;
  /** Surface of content. */
  paper: string;
  /** What content lies on: rail, page background, table heads. */
  desk: string;
  /** Surface that floats above paper. */
  float: string;
  /** Hovered row or item. */
  hover: string;
  /** Hairlines. */
  line: string;
  /** Borders of inputs. */
  edge: string;
  /** Action, selection, focus, links. */
  accent: string;
  accentHover: string;
  /** Text on a surface filled with `accent`. */
  onAccent: string;
  /** Selected row or item. */
  accentTint: string;
  /** Won, paid, fine. */
  good: string;
  goodTint: string;
  /** Soon, waiting. */
  warn: string;
  warnTint: string;
  /** Overdue, lost, refused. */
  bad: string;
  badTint: string;
  /** Forecast. */
  plan: string;
  planTint: string;
  /** Fresh, new. */
  fresh: string;
  freshTint: string;
  /** Chips that carry no meaning. */
  mutedTint: string;
  shadow: string;
}

export const light: Palette = {
  ink: "#1C2024",
  inkSoft: "#60646C",
  inkHint: "#8B8D98",
  inkFaint: "#6C7079",
  paper: "#FFFFFF",
  desk: "#F9F9FB",
  float: "#FFFFFF",
  hover: "#F4F5F8",
  line: "#E8E8EC",
  edge: "#D5D6DE",
  accent: "#3A5BC7",
  accentHover: "#3451B2",
  onAccent: "#FFFFFF",
  accentTint: "#EFF3FE",
  good: "#1E7B52",
  goodTint: "#EDF8F2",
  warn: "#A15E00",
  warnTint: "#FFF9EE",
  bad: "#CE2C31",
  badTint: "#FFF1F1",
  plan: "#6E56CF",
  planTint: "#F5F2FE",
  fresh: "#0F7468",
  freshTint: "#EBF8F6",
  mutedTint: "#F1F2F5",
  shadow: "0 6px 24px rgb(16 20 32 / 0.10), 0 1px 3px rgb(16 20 32 / 0.08)",
};

export const dark: Palette = {
  ink: "#EDEEF0",
  inkSoft: "#B0B4BA",
  inkHint: "#777B84",
  inkFaint: "#8E929B",
  paper: "#18191B",
  desk: "#111113",
  float: "#212225",
  hover: "#212225",
  line: "#2E3135",
  edge: "#43484E",
  accent: "#8FA6FF",
  accentHover: "#A9BBFF",
  onAccent: "#11162B",
  accentTint: "#1D2445",
  good: "#4CC38A",
  goodTint: "#132A20",
  warn: "#F1A10D",
  warnTint: "#2C2110",
  bad: "#FF8A8C",
  badTint: "#36181A",
  plan: "#B1A4F8",
  planTint: "#251F3F",
  fresh: "#4FC7B6",
  freshTint: "#0E2926",
  mutedTint: "#272A2D",
  shadow: "0 8px 28px rgb(0 0 0 / 0.55), 0 0 0 1px rgb(255 255 255 / 0.05)",
};

/** What does not change with the theme. Lengths in CSS pixels, times in milliseconds. */
export const measures = {
  font: '"Inter", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif',
  fontTraditional:
    '"Inter", "PingFang TC", "HarmonyOS Sans TC", "Microsoft JhengHei", "Noto Sans TC", "Noto Sans CJK TC", system-ui, sans-serif',
  /** In English the system's letters come first: quotation marks of a Chinese font are as wide as two letters. */
  fontLatin:
    '"Inter", system-ui, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif',
  mono: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, monospace',
  textBody: 14,
  textSmall: 12,
  textTitle: 20,
  textHeading: 16,
  lineHeight: 1.5,
  row: 40,
  rowCompact: 32,
  radius: 6,
  rail: 220,
  railNarrow: 60,
  bar: 52,
  quick: 120,
  calm: 180,
} as const;

/** Below this width the phone's layout applies. */
export const PHONE_MAX = 767;
/** From this width records show three columns. */
export const WIDE_MIN = 1280;
