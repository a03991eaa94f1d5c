import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import { type EntityDescription, titleOf } from "@/components/fields/types";
import { RecordForm } from "@/components/form/RecordForm";
import { DuplicateHints } from "./DuplicateHints";
import type { DuplicateRule } from "./duplicates";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What was typed into the quick form before all fields were asked for. */
    draft?: Record<string, unknown>;
  }
}

/** What the form of every kind of record is called with. */
export interface EntityFormCall<R extends RecordBase> {
  /** A drawer for the quick form, a page for all fields. */
  frame: "drawer" | "page";
  /** The record to edit; absent to create one. */
  record?: R;
  /** What was typed into the quick form before all fields were asked for. */
  draft?: Record<string, unknown> | undefined;
  /** Called when the form is given up; a drawer also closes when it leads elsewhere. */
  onClose: () => void;
}

interface EntityFormProps<R extends RecordBase> extends EntityFormCall<R> {
  entity: EntityDescription;
  of: Resource<R>;
  /** What the form of a new record is called. */
  createTitle: string;
  /** Values that a new record begins with, besides its owner. */
  defaults?: Record<string, unknown>;
  duplicates: DuplicateRule;
  /** Whether a new record opens when it is saved; not where it was made beside something else. */
  opens?: boolean;
}

/** The form of a record, new or not, in a drawer or on its own page, with hints at duplicates: afterwards it opens. */
export function EntityForm<R extends RecordBase>(props: EntityFormProps<R>) {
  const { entity, of, frame, record, draft, defaults, opens = true, onClose } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { user } = useMe();
  return (
    <RecordForm
      entity={entity}
      of={of}
      frame={frame}
      title={record ? t(`${entity.texts}.editTitle`, { name: titleOf(entity, record) }) : props.createTitle}
      {...(record ? { record } : { defaults: { owner_id: user.id, ...defaults } })}
      draft={draft}
      panel={(values) => (
        <DuplicateHints
          entity={entity}
          of={of}
          rule={props.duplicates}
          values={values}
          exclude={record?.id}
        />
      )}
      onSaved={(saved, again) => {
        void queries.invalidateQueries({ queryKey: keys.lists(of.name) });
        if (!record) void message.success(t(`${entity.texts}.created`, { name: titleOf(entity, saved) }));
        if (again) return;
        if (frame === "drawer") onClose();
        if (opens) void navigate({ to: `${entity.path}/${saved.id}`, search: {}, ignoreBlocker: true });
      }}
      onCancel={onClose}
      {...(frame === "drawer"
        ? {
            onFull: (typed: Record<string, unknown>) => {
              onClose();
              // The page takes over what was typed, also when it is loaded anew.
              void navigate({
                to: `${entity.path}/new`,
                state: (before) => ({ ...before, draft: typed }),
                ignoreBlocker: true,
              });
            },
          }
        : {})}
    />
  );
}
