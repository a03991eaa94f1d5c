import { type KeyboardEvent, useRef, useState } from "react";
import { isBlank, sameJson } from "@/api/merge-patch";
import type { RecordBase } from "@/api/resource";
import { FieldEditor } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";

/** Controls whose choice is the decision: saved at once, without Enter. */
const IMMEDIATE = new Set([
  "choice",
  "currency",
  "boolean",
  "date",
  "timestamp",
  "reference",
  "stars",
  "region",
]);

interface InlineEditProps {
  field: Field;
  record: RecordBase;
  /** Gets the record as it was when editing began, so that a change made meanwhile is noticed. */
  onSave: (value: unknown, record: RecordBase) => void;
  onClose: () => void;
}

/** Edits one value where it stands: Enter or leaving saves, Escape does not. */
export function InlineEdit({ field, record, onSave, onClose }: InlineEditProps) {
  const [base] = useState(record);
  const before = fieldValue(base, field);
  const [value, setValue] = useState(before);
  const done = useRef(false);
  const finish = (next: unknown, save: boolean) => {
    if (done.current) return;
    done.current = true;
    const same = sameJson(before, next) || (isBlank(before) && isBlank(next));
    if (save && !same) onSave(next, base);
    onClose();
  };
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") finish(value, false);
    if (event.key === "Enter" && !event.nativeEvent.isComposing && !IMMEDIATE.has(field.widget))
      finish(value, true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the keys of the control inside
    <div
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
          setValue(next);
          if (IMMEDIATE.has(field.widget)) finish(next, true);
        }}
      />
    </div>
  );
}
