import { App } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { isBlank, sameJson } from "@/api/merge-patch";
import type { RecordBase } from "@/api/resource";
import { FieldEditor } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";
import { refusalAt } from "@/components/form/server-errors";
import { useErrorText } from "@/components/ui/states";
import css from "./inline.module.css";
import type { GaveUp } from "./use-record-save";

/** Controls whose choice is the decision: saved at once, without Enter. */
const IMMEDIATE = new Set([
  "choice",
  "currency",
  "boolean",
  "flag",
  "date",
  "timestamp",
  "reference",
  "stars",
  "region",
]);

/** Nothing has been refused yet: no value is this one. */
const NEVER = Symbol("never");

interface InlineEditProps {
  field: Field;
  record: RecordBase;
  /**
   * Gets the record as it was when editing began, so that a change made meanwhile is noticed. Fails with what the
   * server refuses.
   */
  onSave: (value: unknown, record: RecordBase) => Promise<RecordBase | GaveUp>;
  onClose: () => void;
}

/**
 * Edits one value where it stands: Enter or leaving saves, Escape does not. What the server refuses stays in the
 * editor with the reason beside it, until it is corrected or given up.
 */
export function InlineEdit({ field, record, onSave, onClose }: InlineEditProps) {
  const { message } = App.useApp();
  const textOf = useErrorText();
  const [base] = useState(record);
  const before = fieldValue(base, field);
  const [value, setValue] = useState(before);
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const refused = useRef<unknown>(NEVER);
  // Leaving and Enter can come together: the first one counts.
  const done = useRef(false);
  const onScreen = useRef(true);
  useEffect(() => {
    onScreen.current = true;
    return () => {
      onScreen.current = false;
    };
  }, []);

  const close = () => {
    done.current = true;
    onClose();
  };
  const store = async (next: unknown) => {
    done.current = true;
    setSaving(true);
    setRefusal(null);
    try {
      if ((await onSave(next, base)) !== "back") return onScreen.current ? onClose() : undefined;
      refused.current = next;
    } catch (error) {
      const text = refusalAt(error, field) ?? textOf(error);
      refused.current = next;
      if (onScreen.current) setRefusal(text);
      else void message.error(`${field.label}: ${text}`); // another value is being edited by now
    }
    done.current = false;
    setSaving(false);
  };
  const finish = (next: unknown, left: boolean) => {
    if (done.current) return;
    if (sameJson(before, next) || (isBlank(before) && isBlank(next))) return close();
    // Leaving does not ask the server the same again: it stays to be corrected.
    if (left && refused.current === next) return;
    void store(next);
  };
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (saving && event.key !== "Tab") event.preventDefault();
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.nativeEvent.isComposing && !IMMEDIATE.has(field.widget))
      finish(value, false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the keys of the control inside
    <div
      className={css.editor}
      aria-busy={saving}
      data-refused={refusal !== null || undefined}
      onKeyDown={keys}
      onBlur={(event) => {
        // A choice list opens outside the cell: the focus moving there is not leaving.
        const to = event.relatedTarget as HTMLElement | null;
        if (!event.currentTarget.contains(to) && !to?.closest(".ant-select-dropdown,.ant-picker-dropdown")) {
          if (!IMMEDIATE.has(field.widget)) finish(value, true);
        }
      }}
    >
      <FieldEditor
        field={field}
        record={record}
        value={value}
        autoFocus
        onChange={(next) => {
          if (saving) return;
          setValue(next);
          setRefusal(null);
          if (IMMEDIATE.has(field.widget)) finish(next, false);
        }}
      />
      {refusal === null ? null : (
        <p className={css.refusal} role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}
