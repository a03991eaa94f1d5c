import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { JsonObject } from "@/api/merge-patch";
import { isProblem } from "@/api/problem";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import type { Field } from "@/components/fields/types";
import type { StaleEdit } from "./StaleEditDialog";
import { useDuplicateGuard } from "./use-duplicate-guard";

// Two people rarely edit the same record at once: the dialog loads when they do.
const StaleEditDialog = lazy(async () => ({ default: (await import("./StaleEditDialog")).StaleEditDialog }));

/** Nothing was stored: the person goes back to what was entered, or has discarded it. */
export type GaveUp = "back" | "discarded";

/** Whether something was stored. */
export function isSaved<R extends RecordBase>(outcome: R | GaveUp): outcome is R {
  return typeof outcome === "object";
}

interface Pending<R extends RecordBase> extends StaleEdit {
  resolve: (outcome: R | GaveUp) => void;
  reject: (error: unknown) => void;
}

interface RecordSave<R extends RecordBase> {
  /**
   * Saves a change; where somebody else was faster, or the record now looks like another, asks what to do.
   *
   * @throws ApiProblem for every other refusal.
   */
  save: (record: R, patch: JsonObject) => Promise<R | GaveUp>;
  /** Stores a new record; `attempt` as for {@link Resource.create}. */
  create: (body: JsonObject, attempt: string) => Promise<R | GaveUp>;
  /** To be drawn somewhere on the page. */
  dialog: ReactNode;
}

/** Saving one record with the check that nobody else's change is overwritten. */
export function useRecordSave<R extends RecordBase>(
  of: Resource<R>,
  fields: readonly Field[],
): RecordSave<R> {
  const queries = useQueryClient();
  const [pending, setPending] = useState<Pending<R> | null>(null);
  const duplicates = useDuplicateGuard(`/${of.name}`);

  const accept = (saved: R): R => {
    queries.setQueryData(keys.detail(of.name, saved.id), saved);
    void queries.invalidateQueries({ queryKey: keys.lists(of.name) });
    return saved;
  };

  const save = async (record: R, patch: JsonObject): Promise<R | GaveUp> => {
    try {
      const saved = await duplicates.guard((reason) => of.update(record.id, record.version, patch, reason));
      return saved ? accept(saved) : "back";
    } catch (error) {
      if (!isProblem(error, 412)) throw error;
      const theirs = await of.get(record.id);
      return new Promise<R | GaveUp>((resolve, reject) =>
        setPending({ base: record, patch, theirs, resolve, reject }),
      );
    }
  };

  const create = async (body: JsonObject, attempt: string) =>
    (await duplicates.guard((reason) => of.create(body, attempt, reason))) ?? "back";

  const again = async (edit: Pending<R>, patch: JsonObject) => {
    setPending(null);
    if (Object.keys(patch).length === 0) return edit.resolve(accept(edit.theirs as R));
    // The record may have changed once more; then the question is asked once more.
    await save(edit.theirs as R, patch).then(edit.resolve, edit.reject);
  };

  const stale = pending ? (
    <Suspense fallback={null}>
      <StaleEditDialog
        edit={pending}
        fields={fields}
        onResolve={(patch) => void again(pending, patch)}
        onCancel={() => {
          setPending(null);
          accept(pending.theirs as R);
          pending.resolve("discarded");
        }}
      />
    </Suspense>
  ) : null;
  const dialog = (
    <>
      {stale}
      {duplicates.dialog}
    </>
  );
  return { save, create, dialog };
}
