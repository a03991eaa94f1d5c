import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordBase, Resource } from "@/api/resource";
import type { AuditEvent, FieldChange } from "@/api/types";
import { FieldDisplay } from "@/components/fields/Field";
import type { Field } from "@/components/fields/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";
import css from "./detail.module.css";

interface HistoryProps<R extends RecordBase> {
  of: Resource<R>;
  id: string;
  fields: readonly Field[];
  /** Only the changes of this field. */
  only?: string;
}

/** Who changed what and when, newest first. */
export function History<R extends RecordBase>({ of, id, fields, only }: HistoryProps<R>) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    // Below the record's own key, so that an event about the record refreshes its history too.
    queryKey: [of.name, "detail", id, "history"],
    queryFn: ({ pageParam }) => of.history(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (query.isPending) return <Bone width="70%" />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const entries = query.data.pages
    .flatMap((page) => page.items)
    .filter((entry) => !only || entry.changes.some((change) => change.field === only));
  if (entries.length === 0) return <EmptyState text={t("common.history.empty")} />;
  return (
    <>
      <ol className={css.history}>
        {entries.map((entry, at) => (
          <Entry key={at} entry={entry} fields={fields} only={only} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("common.action.more")}
        </Button>
      ) : null}
    </>
  );
}

/** What was done, of an event's kind: `customer.updated` → `updated`. */
export const verbOf = (kind: string) => kind.slice(kind.indexOf(".") + 1);

/** The name under which the history keeps a person's reason for a duplicate. */
const REASON = "duplicate_reason";

/** Whether a change can be told: what is no field and has parts, such as a contact's posts, is told by what was done. */
function tells(change: FieldChange, fields: readonly Field[]): boolean {
  const plain = (value: unknown) => value === null || typeof value !== "object";
  return (
    fields.some((field) => field.path === change.field) ||
    (plain(change.before ?? null) && plain(change.after ?? null))
  );
}

function Entry({
  entry,
  fields,
  only,
}: {
  entry: AuditEvent;
  fields: readonly Field[];
  only?: string | undefined;
}) {
  const { t } = useTranslation();
  const blank = t("common.blank");
  const verb = verbOf(entry.kind);
  // What a record began with stands in it; why it was stored although it looks like another stands only here.
  const changes = entry.changes.filter((change) =>
    verb === "created" ? change.field === REASON : (!only || change.field === only) && tells(change, fields),
  );
  return (
    <li className={css.entry}>
      <div className={css.entryHead}>
        <strong>{entry.actor?.name ?? t("common.history.system")}</strong>
        <span>{t(`common.history.action.${verb}`, { defaultValue: verb })}</span>
        <RelativeTime value={entry.at} />
      </div>
      {changes.length > 0 ? (
        <dl className={css.changes}>
          {changes.map((change) => {
            const field = fields.find((each) => each.path === change.field);
            const show = (value: unknown) =>
              field ? (
                <FieldDisplay field={field} value={value} blank={blank} />
              ) : value == null ? (
                blank
              ) : (
                String(value)
              );
            return (
              <div key={change.field} style={{ display: "contents" }}>
                <dt>{field?.label ?? t(`common.fields.${change.field}`, { defaultValue: change.field })}</dt>
                <dd>
                  <span className={css.before}>{show(change.before)}</span>
                  <ArrowRight size={13} aria-label={t("common.stale.becomes")} />
                  {show(change.after)}
                </dd>
              </div>
            );
          })}
        </dl>
      ) : null}
    </li>
  );
}
