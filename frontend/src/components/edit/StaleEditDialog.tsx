import { Button, Modal, Radio } from "antd";
import { ArrowRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Conflict, findConflicts, type JsonObject } from "@/api/merge-patch";
import type { RecordBase } from "@/api/resource";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, referenceOf } from "@/components/fields/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { useFocusBack } from "@/lib/focus";
import css from "./stale.module.css";

/** An edit that met somebody else's. */
export interface StaleEdit {
  /** The record as this person read it. */
  base: RecordBase;
  /** What this person wanted to change. */
  patch: JsonObject;
  /** The record as it is now. */
  theirs: RecordBase;
}

/** The patch without one field. */
export function withoutField(patch: JsonObject, path: string): JsonObject {
  if (!path.startsWith("custom.")) {
    const { [path]: _dropped, ...rest } = patch;
    return rest;
  }
  const custom = patch.custom;
  if (typeof custom !== "object" || custom === null || Array.isArray(custom)) return patch;
  const { [path.slice("custom.".length)]: _dropped, ...rest } = custom;
  const { custom: _all, ...others } = patch;
  return Object.keys(rest).length > 0 ? { ...others, custom: rest } : others;
}

/** Told above the list: who it was, and when. */
const TOLD: ReadonlySet<string> = new Set(["updated_at", "updated_by"]);

interface StaleEditDialogProps {
  edit: StaleEdit;
  fields: readonly Field[];
  /** Saves what remains of the edit onto the record as it is now. */
  onResolve: (patch: JsonObject) => void;
  /** Leaves the other person's version as it is. */
  onCancel: () => void;
}

/** Shows, field by field, what somebody else changed meanwhile; where both did, this person chooses. */
export function StaleEditDialog({ edit, fields, onResolve, onCancel }: StaleEditDialogProps) {
  useFocusBack();
  const { t } = useTranslation();
  const { base, patch, theirs } = edit;
  const conflicts = useMemo(
    () =>
      findConflicts(
        base,
        patch,
        theirs,
        fields.filter(({ widget, path }) => widget !== "none" && !TOLD.has(path)).map(({ path }) => path),
      ),
    [base, patch, theirs, fields],
  );
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const contested = conflicts.filter((each) => each.contested);
  const keep = (path: string, isMine: boolean) => {
    const next = new Set(mine);
    if (isMine) next.add(path);
    else next.delete(path);
    setMine(next);
  };
  const resolve = () => {
    const dropped = contested.filter((each) => !mine.has(each.field));
    onResolve(dropped.reduce((rest, each) => withoutField(rest, each.field), patch));
  };
  const editor = theirs.updater;
  const name = typeof editor === "object" && editor !== null && "name" in editor ? String(editor.name) : null;
  return (
    <Modal
      open
      width={680}
      title={t("common.stale.title")}
      onCancel={onCancel}
      footer={[
        <Button key="theirs" onClick={onCancel}>
          {t("common.stale.discard")}
        </Button>,
        <Button key="save" type="primary" onClick={resolve}>
          {t("common.stale.save")}
        </Button>,
      ]}
    >
      <p className={css.intro}>
        {t("common.stale.intro", { name: name ?? t("common.stale.somebody") })}{" "}
        {theirs.updated_at ? <RelativeTime value={theirs.updated_at} /> : null}
      </p>
      <ul className={css.list}>
        {conflicts.map((conflict) => {
          const field = fields.find((each) => each.path === conflict.field);
          return field ? (
            <ConflictLine
              key={conflict.field}
              field={field}
              conflict={conflict}
              edit={edit}
              mine={mine.has(conflict.field)}
              onChoose={(isMine) => keep(conflict.field, isMine)}
            />
          ) : null;
        })}
      </ul>
    </Modal>
  );
}

interface ConflictLineProps {
  field: Field;
  conflict: Conflict;
  edit: StaleEdit;
  mine: boolean;
  onChoose: (mine: boolean) => void;
}

function ConflictLine({ field, conflict, edit, mine, onChoose }: ConflictLineProps) {
  const { t } = useTranslation();
  const blank = t("common.blank");
  // A reference chosen in the form has no name beside it: only the stored ones do.
  const named = field.widget !== "reference" || referenceOf(edit.base, field) !== undefined;
  const show = (value: unknown, record: RecordBase) => (
    <FieldDisplay field={field} value={value} record={named ? record : undefined} blank={blank} />
  );
  return (
    <li className={css.line} data-contested={conflict.contested || undefined}>
      <h3>{field.label}</h3>
      <div className={css.change}>
        {show(conflict.base, edit.base)}
        <ArrowRight size={14} aria-label={t("common.stale.becomes")} />
        {show(conflict.theirs, edit.theirs)}
      </div>
      {conflict.contested ? (
        <Radio.Group
          className={css.choice}
          value={mine ? "mine" : "theirs"}
          onChange={(event) => onChoose(event.target.value === "mine")}
          aria-label={field.label}
        >
          <Radio value="theirs">
            {t("common.stale.theirs")}: {show(conflict.theirs, edit.theirs)}
          </Radio>
          <Radio value="mine">
            {t("common.stale.mine")}: {show(conflict.mine, edit.base)}
          </Radio>
        </Radio.Group>
      ) : null}
    </li>
  );
}
