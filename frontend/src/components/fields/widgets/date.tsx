import { RelativeTime } from "@/components/ui/RelativeTime";
import type { DisplayProps } from "../types";

/** A day such as a founding date is read in full: "yesterday" would be odd for it. */
export function DateDisplay({ value }: DisplayProps) {
  return <time dateTime={String(value)}>{String(value)}</time>;
}

export function TimestampDisplay({ value }: DisplayProps) {
  return <RelativeTime value={String(value)} />;
}
