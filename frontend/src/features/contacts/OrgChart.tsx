import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/api/reference-data";
import type { Field } from "@/components/fields/types";
import { toneOf } from "@/components/ui/Chip";
import type { CustomerPerson } from "./api";
import css from "./contacts.module.css";
import { type ChartNode, hasLines, orgChart } from "./org-chart";
import { PersonChips, PersonName } from "./PersonLine";

interface OrgChartProps {
  people: readonly CustomerPerson[];
  fields: readonly Field[];
}

/** Who reports to whom at a customer, with what each decides and thinks of us. */
export function OrgChart({ people, fields }: OrgChartProps) {
  const { t } = useTranslation();
  const attitudes = useDictionary(fields.find((field) => field.path === "attitude")?.dictionary);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const chart = orgChart(people);
  const toggle = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  const draw = (nodes: readonly ChartNode[], label?: string) => (
    <ul className={css.level} {...(label ? { "aria-label": label } : {})}>
      {nodes.map(({ person, below }) => {
        const { contact } = person;
        const open = !closed.has(contact.id);
        return (
          <li key={contact.id} className={css.node}>
            <div
              className={css.box}
              data-tone={toneOf(attitudes.find((each) => each.code === contact.attitude)?.color)}
            >
              {below.length > 0 ? (
                <button
                  type="button"
                  className={css.fold}
                  aria-expanded={open}
                  aria-label={t("contacts.chart.below", { name: contact.name, count: below.length })}
                  onClick={() => toggle(contact.id)}
                >
                  <ChevronRight size={15} aria-hidden="true" />
                </button>
              ) : (
                <span className={css.leaf} aria-hidden="true" />
              )}
              <div className={css.who}>
                <PersonName person={person} />
                <PersonChips contact={contact} fields={fields} />
              </div>
            </div>
            {below.length > 0 && open ? draw(below) : null}
          </li>
        );
      })}
    </ul>
  );
  return (
    <>
      {hasLines(chart) ? null : <p className={css.hint}>{t("contacts.chart.noLines")}</p>}
      <div className={css.chart}>{draw(chart, t("contacts.chart.title"))}</div>
    </>
  );
}
