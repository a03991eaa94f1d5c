import { Button, Select } from "antd";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Total } from "@/api/resource";
import { groupDigits } from "@/lib/decimal";
import css from "./list.module.css";
import { PAGE_SIZES } from "./search";

interface ListFootProps {
  total: Total | null;
  limit: number;
  page: number;
  previous: string | null;
  next: string | null;
  onLimit: (limit: number) => void;
  onPage: (cursor: string, page: number) => void;
}

/** How many there are, how many are shown at once, and the way to the next. */
export function ListFoot({ total, limit, page, previous, next, onLimit, onPage }: ListFootProps) {
  const { t } = useTranslation();
  const count = total ? `${groupDigits(total.value)}${total.exact ? "" : "+"}` : "…";
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
        <span>
          {page}
          {pages ? ` / ${groupDigits(pages)}` : ""}
        </span>
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
