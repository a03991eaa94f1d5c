/**
 * Decimal figures as text. Money travels as text and is never turned into a binary number, which could
 * not hold it exactly.
 */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Thousands separators: `1234567.5` → `1,234,567.5`; anything else comes back unchanged. */
export function groupDigits(value: string | number): string {
  const match = DECIMAL.exec(String(value));
  if (!match) return String(value);
  const [, sign = "", whole = "", fraction] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** What a person may type for a figure (full-width digits, separators, a currency sign) as plain decimal. */
export function parseDecimal(text: string): string | null {
  const plain = text.normalize("NFKC").replace(/[,\s\u00a5$]/g, "");
  const match = DECIMAL.exec(plain.replace(/^(-?)\./, "$10."));
  if (!match) return null;
  const [, sign = "", whole = "", fraction] = match;
  const trimmed = whole.replace(/^0+(?=\d)/, "");
  return `${sign}${trimmed}${fraction ? `.${fraction}` : ""}`;
}

/**
 * A large amount as people say it: `¥1.25亿`, `¥200万`, `$2.5M`. Rounded to two decimals of that unit, so the exact
 * amount has to be at hand too.
 */
export function briefMoney(value: string, currency: string, language: string): string {
  try {
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      notation: "compact",
      minimumFractionDigits: 0,
      maximumFractionDigits: 2,
    });
    // Given as text, the figure keeps all its digits until it is rounded.
    return format.format(value as `${number}`);
  } catch {
    return `${currencySign(currency)}${groupDigits(value)}`; // not a currency code
  }
}

/** The sign of a currency (ISO 4217), such as `¥` for `CNY`. */
export function currencySign(code: string): string {
  try {
    const parts = new Intl.NumberFormat("en", {
      style: "currency",
      currency: code,
      currencyDisplay: "narrowSymbol",
    });
    return parts.formatToParts(0).find((part) => part.type === "currency")?.value ?? code;
  } catch {
    return code; // not a currency code
  }
}
