import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dictionariesOptions } from "@/api/reference-data";
import { Page } from "@/components/ui/Page";
import { Bone, ErrorState } from "@/components/ui/states";
import { useLabel } from "@/i18n/labels";
import { DictionaryValues } from "./DictionaryValues";
import css from "./platform.module.css";

/** The value lists that the organization edits. */
export function DictionariesPage() {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const query = useQuery(dictionariesOptions);
  const [code, setCode] = useState<string>();
  const all = [...(query.data?.values() ?? [])];
  const current = all.find((each) => each.code === code) ?? all[0];
  return (
    <Page title={t("platform.dictionaries.title")} hint={t("platform.dictionaries.hint")}>
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <Bone width="40%" /> : null}
      {current ? (
        <div className={css.split}>
          <nav className={css.list} aria-label={t("platform.dictionaries.title")}>
            {all.map((each) => (
              <button
                key={each.code}
                type="button"
                aria-current={each.code === current.code}
                onClick={() => setCode(each.code)}
              >
                {labelOf(each.labels)}
                <small>{each.values.length}</small>
              </button>
            ))}
          </nav>
          <DictionaryValues key={current.code} dictionary={current} />
        </div>
      ) : null}
    </Page>
  );
}
