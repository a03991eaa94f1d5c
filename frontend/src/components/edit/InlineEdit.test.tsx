import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import { expect, test, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { Field } from "@/components/fields/types";
import { InlineEdit } from "./InlineEdit";

const field: Field = {
  name: "phone",
  path: "phone",
  label: "phone",
  texts: "customers",
  kind: "text",
  widget: "phone",
  custom: false,
  required: false,
  sortable: true,
  filterable: true,
  restrictable: true,
  writable: true,
  group: "identity",
};
const record = { id: "1", version: 3, phone: "021 5555" };
const refusal = () =>
  new ApiProblem(422, { errors: [{ pointer: "/phone", code: "invalid_phone", message: "no such number" }] });

function show() {
  const onSave = vi.fn<(value: unknown) => Promise<never>>();
  const onClose = vi.fn();
  const view = render(
    <App>
      <InlineEdit field={field} record={record} onSave={onSave} onClose={onClose} />
      <button type="button">elsewhere</button>
    </App>,
  );
  return { ...view, onSave, onClose, user: userEvent.setup(), input: screen.getByRole("textbox") };
}

const typed = () => (screen.getByRole("textbox") as HTMLInputElement).value;

test("closes when the value is stored, and not before", async () => {
  const { onSave, onClose, user, input } = show();
  let store: (saved: never) => void = () => {};
  onSave.mockReturnValue(new Promise((resolve) => (store = resolve)));
  await user.type(input, "1{Enter}");
  expect(onSave).toHaveBeenCalledExactlyOnceWith("021 55551", record);
  expect(onClose).not.toHaveBeenCalled();
  store({ ...record, version: 4 } as never);
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
});

test("keeps what was typed where it is refused, with the server's words, until it is put right", async () => {
  const { onSave, onClose, user, input } = show();
  onSave.mockRejectedValueOnce(refusal());
  await user.type(input, "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("no such number");
  expect(typed()).toBe("021 5555x");
  expect(onClose).not.toHaveBeenCalled();
  // Leaving does not send the same again.
  await user.click(screen.getByRole("button", { name: "elsewhere" }));
  expect(onSave).toHaveBeenCalledOnce();
  onSave.mockResolvedValueOnce({ ...record, version: 4 } as never);
  await user.type(input, "{Backspace}9{Enter}");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(onSave).toHaveBeenLastCalledWith("021 55559", record);
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
});

test("Escape gives a refused value up", async () => {
  const { onSave, onClose, user, input } = show();
  onSave.mockRejectedValueOnce(new ApiProblem(0, { code: "network" }));
  await user.type(input, "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("common.error.network");
  await user.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledOnce();
  expect(onSave).toHaveBeenCalledOnce();
});

test("going back from the question about duplicates is going on with the edit", async () => {
  const { onSave, onClose, user, input } = show();
  onSave.mockResolvedValueOnce("back" as never);
  await user.type(input, "7{Enter}");
  await vi.waitFor(() => expect(screen.getByRole("textbox").closest("[aria-busy=false]")).not.toBeNull());
  expect(typed()).toBe("021 55557");
  expect(onClose).not.toHaveBeenCalled();
});

test("a refusal that comes after the editor is gone is still told", async () => {
  const { onSave, user, input, rerender } = show();
  let refuse: (error: unknown) => void = () => {};
  onSave.mockReturnValue(new Promise((_, reject) => (refuse = reject)));
  await user.type(input, "x{Enter}");
  rerender(<App />);
  refuse(refusal());
  expect(await screen.findByText("phone: no such number")).toBeTruthy();
});
