/** Amounts with units, in the words and figures of a language (Unicode CLDR, as the browser knows it). */

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Bytes as people tell them: `12.4 MB`. A step is 1024, as file managers and PostgreSQL count. */
export function tellBytes(bytes: number, language: string): string {
  const step = Math.min(SIZES.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: SIZES[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1024 ** step);
}

const LENGTHS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** A length of time in its two largest units: `3 days 4 hours`; less than a minute is told as no minutes. */
export function tellDuration(seconds: number, language: string): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts = LENGTHS.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const told = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(({ count }) => count > 0);
  return told
    .map(({ unit, count }) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count),
    )
    .join(" ");
}
