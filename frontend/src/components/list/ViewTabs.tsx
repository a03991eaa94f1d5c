import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { ChevronDown, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { resource, type Total } from "@/api/resource";
import type { SavedView } from "@/api/types";
import type { ColumnChoice } from "@/components/fields/types";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { IconButton } from "@/components/ui/IconButton";
import { useErrorText } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { groupDigits } from "@/lib/decimal";
import css from "./list.module.css";
import type { View } from "./use-list";

const savedViews = resource<SavedView & { [other: string]: unknown }>("saved-views");

const ViewDialog = lazy(() => import("./ViewDialog"));

/** What of the list a saved view keeps. */
export interface ViewContent {
  filter: string;
  sort: string;
  columns: ColumnChoice[];
}

interface ViewTabsProps {
  resourceName: string;
  views: readonly View[];
  current: View | undefined;
  countOf: (key: string) => Total | null;
  /** The list as it is now, for saving. */
  content: ViewContent;
  /** Whether the list differs from the chosen view. */
  changed: boolean;
  /** Whether views of this list can be saved: not of the recycle bin. */
  savable: boolean;
  onChoose: (key: string) => void;
}

/** The views as tabs with their counts, and saving the list as a view. */
export function ViewTabs({
  resourceName,
  views,
  current,
  countOf,
  content,
  changed,
  savable,
  onChoose,
}: ViewTabsProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const confirmDelete = useConfirmDelete();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const [naming, setNaming] = useState<SavedView | "new" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["saved-views"] });
  const failed = (error: unknown) => void message.error(textOf(error));
  const update = useMutation({
    mutationFn: (view: SavedView) =>
      savedViews.update(view.id, view.version, { definition: definitionOf(content) }),
    onSuccess: refresh,
    onError: failed,
  });
  const remove = (view: SavedView) =>
    confirmDelete({
      title: t("common.view.removeTitle", { name: view.name }),
      remove: () => savedViews.remove(view.id, view.version),
      done: () => {
        onChoose("all");
        return refresh();
      },
    });
  const saved = current?.saved;
  return (
    <div className={css.tabs}>
      <div className={css.tablist} role="tablist" aria-label={t("common.view.title")}>
        {views.map((view) => {
          const total = countOf(view.key);
          return (
            <button
              key={view.key}
              type="button"
              role="tab"
              aria-selected={view.key === current?.key}
              className={css.tab}
              onClick={() => onChoose(view.key)}
            >
              {view.label}
              {total ? (
                <span className={css.count}>
                  {groupDigits(total.value)}
                  {total.exact ? "" : "+"}
                </span>
              ) : null}
            </button>
          );
        })}
      </div>
      {saved && (saved.editable || saved.deletable) ? (
        <ActionMenu
          menu={{
            items: [
              ...(saved.editable
                ? [{ key: "edit", label: t("common.view.edit"), onClick: () => setNaming(saved) }]
                : []),
              ...(saved.deletable
                ? [
                    {
                      key: "delete",
                      danger: true,
                      label: t("common.action.delete"),
                      onClick: () => void remove(saved),
                    },
                  ]
                : []),
            ],
          }}
        >
          <IconButton size="small" icon={ChevronDown} label={t("common.view.more")} />
        </ActionMenu>
      ) : null}
      {changed && saved?.editable ? (
        <Button size="small" type="link" loading={update.isPending} onClick={() => update.mutate(saved)}>
          {t("common.view.saveChange")}
        </Button>
      ) : null}
      {changed ? (
        <Button size="small" type="link" icon={<Plus size={14} />} onClick={() => setNaming("new")}>
          {t("common.view.saveAs")}
        </Button>
      ) : savable ? (
        <IconButton
          size="small"
          icon={Plus}
          label={t("common.view.saveAs")}
          onClick={() => setNaming("new")}
        />
      ) : null}
      {naming ? (
        <Suspense fallback={null}>
          <ViewDialog
            view={naming === "new" ? null : naming}
            onClose={() => setNaming(null)}
            onSave={async (values) => {
              const view =
                naming === "new"
                  ? await savedViews.create(
                      { entity: resourceName, ...values, definition: definitionOf(content) },
                      crypto.randomUUID(),
                    )
                  : await savedViews.update(naming.id, naming.version, { ...values });
              await refresh();
              setNaming(null);
              onChoose(view.id);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

const definitionOf = ({ filter, sort, columns }: ViewContent) => ({
  filter: filter || null,
  sort: sort || null,
  columns: columns.map(({ name, width }) => ({ name, width: width ? Math.round(width) : null })),
});
