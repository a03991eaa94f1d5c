/**
 * A day that may return every year, as the API writes it: `1980-08-15`, or `08-15` where the year is
 * unknown. In the Chinese calendar (GB/T 33661) month and day are of that calendar; `L` marks a leap month.
 */
export interface CalendarDay {
  year: number | null;
  month: number;
  leap: boolean;
  day: number;
}

const SHAPE = /^(?:(\d{4})-)?(\d{2})(L?)-(\d{2})$/;

export function readCalendarDay(text: string | null | undefined): CalendarDay | null {
  const match = SHAPE.exec(text ?? "");
  if (!match) return null;
  const [, year, month, leap, day] = match;
  return { year: year ? Number(year) : null, month: Number(month), leap: leap === "L", day: Number(day) };
}

export function writeCalendarDay({ year, month, leap, day }: CalendarDay): string {
  const two = (figure: number) => String(figure).padStart(2, "0");
  return `${year === null ? "" : `${String(year).padStart(4, "0")}-`}${two(month)}${leap ? "L" : ""}-${two(day)}`;
}
