import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import { ChevronLeft, Trash2 } from "lucide-react";
import { type ReactNode, Suspense, use, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isBlank, type JsonObject } from "@/api/merge-patch";
import { detailOptions, type RecordBase, type Resource } from "@/api/resource";
import { type GaveUp, useRecordSave } from "@/components/edit/use-record-save";
import { FieldDisplay } from "@/components/fields/Field";
import { type EntityDescription, type Field, fieldValue } from "@/components/fields/types";
import { useFields } from "@/components/fields/use-fields";
import { listAddress, rememberOpened } from "@/components/list/last-list";
import { useTitle } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Bone, ErrorState } from "@/components/ui/states";
import { useHotkey } from "@/lib/hotkeys";
import { Comments } from "./Comments";
import css from "./detail.module.css";
import { ExtraTabs } from "./extra-tabs";
import { FollowButton } from "./FollowButton";
import { History } from "./History";
import { Properties } from "./Properties";

/** More figures than these are no longer key figures. */
const MOST_FIGURES = 6;

/** One tab of a record's page. */
export interface RecordTab {
  key: string;
  label: string;
  content: ReactNode;
}

interface RecordDetailProps<R extends RecordBase> {
  entity: EntityDescription;
  of: Resource<R>;
  id: string;
  /** The list it came from. */
  listTitle: string;
  mayEdit: boolean;
  onEdit: () => void;
  /** Fields shown as chips under the name. */
  badges: string[];
  /** Fields shown as key figures. */
  figures: string[];
  actions: (record: R) => ReactNode;
  tabs: (
    record: R,
    fields: readonly Field[],
    save: (record: R, patch: JsonObject) => Promise<R | GaveUp>,
  ) => RecordTab[];
  /** The third column: related lists and what comes next. */
  related?: (record: R, fields: readonly Field[]) => ReactNode;
}

/** The page of one record: header with key figures, properties, tabs, related. */
export function RecordDetail<R extends RecordBase>(props: RecordDetailProps<R>) {
  const { entity, of, id, mayEdit, onEdit } = props;
  const { t } = useTranslation();
  // The tab stands in the address, so that a notification leads to what was said.
  const navigate = useNavigate();
  const { fields, query: fieldsQuery } = useFields(entity);
  const query = useQuery(detailOptions(of, id));
  const { save, dialog } = useRecordSave(of, fields);
  const extra = use(ExtraTabs).filter((tab) => tab.on === entity.resource);
  const { tab: asked } = useSearch({ strict: false }) as { tab?: string };
  const record = query.data;
  useTitle(record ? String(record[entity.titleField] ?? "") : props.listTitle);
  const deleted = typeof record?.deleted_at === "string" ? record.deleted_at : null;
  const editable = mayEdit && deleted === null;
  useHotkey("e", "shell.keys.edit", onEdit, editable);
  useEffect(() => rememberOpened(entity.path, id), [entity.path, id]);

  if (query.isError) {
    const back = (
      <Link {...listAddress(entity.path)}>
        <Button>{t("common.action.backTo", { name: props.listTitle })}</Button>
      </Link>
    );
    return <ErrorState error={query.error} retry={() => void query.refetch()} back={back} />;
  }
  if (fieldsQuery.isError)
    return <ErrorState error={fieldsQuery.error} retry={() => void fieldsQuery.refetch()} />;
  if (!record || fieldsQuery.isPending) return <DetailBones />;

  const pick = (paths: readonly string[]) =>
    paths.flatMap((path) => fields.filter((field) => field.path === path));
  const figures = pick(props.figures)
    .filter((field) => entity.applies?.(field.path, record) ?? true)
    .slice(0, MOST_FIGURES);
  const related = props.related?.(record, fields);
  const tabs = [
    ...props.tabs(record, fields, save),
    ...extra.map(({ key, label, Content }) => ({
      key,
      label: t(label),
      content: (
        <Suspense fallback={<Bone width="60%" />}>
          <Content record={record} />
        </Suspense>
      ),
    })),
    {
      key: "comments",
      label: t("notifications.comments.title"),
      content: <Comments name={of.name} id={id} readOnly={deleted !== null} />,
    },
    {
      key: "history",
      label: t("common.history.title"),
      content: <History of={of} id={id} fields={fields} />,
    },
  ];
  return (
    <article className={css.page}>
      <header className={css.head}>
        <Link {...listAddress(entity.path)} className={css.crumb}>
          <ChevronLeft size={12} aria-hidden="true" /> {props.listTitle}
        </Link>
        <div className={css.titleLine}>
          <h1>{String(record[entity.titleField] ?? "")}</h1>
          {typeof record.number === "string" ? <span className={css.number}>{record.number}</span> : null}
          <div className={css.actions}>
            {deleted ? null : <FollowButton name={of.name} id={id} />}
            {props.actions(record)}
          </div>
        </div>
        <div className={css.badges}>
          {pick(props.badges)
            // A mark that is not set is no badge.
            .filter((field) => !isBlank(fieldValue(record, field)) && fieldValue(record, field) !== false)
            .map((field) => (
              <FieldDisplay
                key={field.path}
                field={field}
                value={fieldValue(record, field)}
                record={record}
              />
            ))}
        </div>
        {deleted ? (
          <p className={css.deleted} role="status">
            <Trash2 size={15} aria-hidden="true" /> {t("common.deleted.note")} {t("common.deleted.at")}{" "}
            <RelativeTime value={deleted} />
          </p>
        ) : null}
        <dl className={css.figures}>
          {figures.map((field) => (
            <div
              className={css.figure}
              key={field.path}
              data-blank={isBlank(fieldValue(record, field)) || undefined}
            >
              <dt>{field.label}</dt>
              <dd>
                <FieldDisplay
                  field={field}
                  value={fieldValue(record, field)}
                  record={record}
                  fit="figure"
                  blank="—"
                />
              </dd>
            </div>
          ))}
        </dl>
      </header>
      <div className={css.columns} data-related={related ? true : undefined}>
        <Properties
          entity={entity}
          of={of}
          record={record}
          fields={fields}
          mayEdit={editable}
          save={save}
          onEdit={onEdit}
        />
        <div className={`${css.panel} ${css.tabs}`}>
          <Tabs
            items={tabs.map(({ key, label, content }) => ({ key, label, children: content }))}
            // The address says which tab is open: the way back from elsewhere leads to it, and so does a link.
            activeKey={tabs.find(({ key }) => key === asked)?.key ?? tabs[0]?.key ?? ""}
            onChange={(tab) =>
              void navigate({
                to: ".",
                search: (before: Record<string, unknown>) => ({ ...before, tab }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </div>
        {related ? <div className={css.stack}>{related}</div> : null}
      </div>
      {dialog}
    </article>
  );
}

function DetailBones() {
  return (
    <div className={css.page} aria-busy="true">
      <div className={css.head} style={{ paddingBottom: 24 }}>
        <Bone width={60} />
        <div style={{ height: 14 }} />
        <Bone width={280} height={22} />
        <div style={{ height: 28 }} />
        <Bone width="60%" />
      </div>
      <div className={css.columns}>
        <div className={`${css.panel} ${css.panelPad}`}>
          {Array.from({ length: 9 }, (_, at) => (
            <div key={at} style={{ padding: "8px 0" }}>
              <Bone width={`${50 + ((at * 17) % 40)}%`} />
            </div>
          ))}
        </div>
        <div className={`${css.panel} ${css.panelPad}`}>
          <Bone width="40%" />
        </div>
      </div>
    </div>
  );
}
