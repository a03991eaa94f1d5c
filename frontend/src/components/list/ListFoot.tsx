import { Button, Input, Select } from "antd";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Total } from "@/api/resource";
import { groupDigits } from "@/lib/decimal";
import css from "./list.module.css";
import { PAGE_SIZES } from "./search";

/** Rows that can be reached by page number (spec 12, "REST API conventions"); beyond, pages follow each other. */
const NUMBERED_ROWS = 10_000;

interface ListFootProps {
  total: Total | null;
  limit: number;
  page: number;
  previous: string | null;
  next: string | null;
  onLimit: (limit: number) => void;
  onPage: (cursor: string, page: number) => void;
  /** Goes to a page by its number; only within what the server pages through by number. */
  onJump: (page: number) => void;
}

/** How many there are, how many are shown at once, and the way to the next. */
export function ListFoot({ total, limit, page, previous, next, onLimit, onPage, onJump }: ListFootProps) {
  const { t } = useTranslation();
  const count = total ? `${groupDigits(total.value)}${total.exact ? "" : "+"}` : "…";
  const reach = Math.floor(NUMBERED_ROWS / limit);
  const pages = total?.exact ? Math.max(1, Math.ceil(total.value / limit)) : null;
  return (
    <footer className={css.foot}>
      <span aria-live="polite">{t("common.list.total", { count: total?.value ?? 0, shown: count })}</span>
      <Select
        size="small"
        variant="borderless"
        value={limit}
        onChange={onLimit}
        options={PAGE_SIZES.map((size) => ({
          value: size,
          label: t("common.list.perPage", { count: size }),
        }))}
        aria-label={t("common.list.pageSize")}
      />
      <span className={css.pager}>
        <Button
          size="small"
          type="text"
          disabled={!previous}
          icon={<ChevronLeft size={16} />}
          aria-label={t("common.list.previous")}
          onClick={() => previous && onPage(previous, page - 1)}
        />
        <PageNumber key={page} page={page} most={Math.min(reach, pages ?? reach)} onJump={onJump} />
        {pages ? <span>/ {groupDigits(pages)}</span> : null}
        <Button
          size="small"
          type="text"
          disabled={!next}
          icon={<ChevronRight size={16} />}
          aria-label={t("common.list.next")}
          onClick={() => next && onPage(next, page + 1)}
        />
      </span>
    </footer>
  );
}

interface PageNumberProps {
  page: number;
  most: number;
  onJump: (page: number) => void;
}

/** The page's number, to be typed over. */
function PageNumber({ page, most, onJump }: PageNumberProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(String(page));
  const go = () => {
    const wanted = Math.min(most, Math.max(1, Number.parseInt(typed, 10) || page));
    setTyped(String(wanted));
    if (wanted !== page) onJump(wanted);
  };
  return (
    <Input
      size="small"
      variant="filled"
      className={css.pageNumber}
      inputMode="numeric"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={go}
      onPressEnter={go}
      aria-label={t("common.list.pageNumber")}
    />
  );
}
