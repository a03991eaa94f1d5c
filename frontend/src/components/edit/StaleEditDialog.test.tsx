import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Field } from "@/components/fields/types";
import { StaleEditDialog, withoutField } from "./StaleEditDialog";

const field = (path: string): Field => ({
  name: path,
  path,
  label: path,
  texts: "customers",
  kind: "text",
  widget: "text",
  custom: path.startsWith("custom."),
  required: false,
  sortable: true,
  filterable: true,
  restrictable: true,
  writable: true,
  group: "identity",
});

const base = {
  id: "1",
  version: 1,
  updated_at: "2026-11-25T08:00:00Z",
  name: "was",
  phone: "1",
  fax: "7",
  custom: { size: "s" },
};
const theirs = {
  ...base,
  version: 2,
  updated_at: "2026-11-25T09:00:00Z",
  phone: "3",
  fax: "8",
  custom: { size: "t" },
};
const patch = { phone: "2", name: "mine", custom: { size: "u" } };
const fields = ["name", "phone", "fax", "updated_at", "custom.size"].map(field);

function show() {
  const onResolve = vi.fn();
  const onCancel = vi.fn();
  render(
    <StaleEditDialog
      edit={{ base, patch, theirs }}
      fields={fields}
      onResolve={onResolve}
      onCancel={onCancel}
    />,
  );
  return { onResolve, onCancel, user: userEvent.setup() };
}

test("shows what the other person changed, and asks only where both did", () => {
  show();
  expect(screen.getAllByRole("heading", { level: 3 }).map((each) => each.textContent)).toEqual([
    "phone",
    "fax",
    "custom.size",
  ]);
  expect(screen.getAllByRole("radiogroup")).toHaveLength(2);
});

test("keeps theirs unless mine is chosen, and always what only I changed", async () => {
  const { onResolve, user } = show();
  await user.click(screen.getByRole("button", { name: "common.stale.save" }));
  expect(onResolve).toHaveBeenLastCalledWith({ name: "mine" });
  const [mine] = screen.getAllByRole("radio", { name: /common\.stale\.mine/ });
  await user.click(mine as HTMLElement);
  await user.click(screen.getByRole("button", { name: "common.stale.save" }));
  expect(onResolve).toHaveBeenLastCalledWith({ phone: "2", name: "mine" });
});

test("a field leaves the patch, a custom one too", () => {
  expect(withoutField(patch, "phone")).toEqual({ name: "mine", custom: { size: "u" } });
  expect(withoutField(patch, "custom.size")).toEqual({ phone: "2", name: "mine" });
  expect(withoutField({ custom: { a: 1, b: 2 } }, "custom.a")).toEqual({ custom: { b: 2 } });
});
