import { useMutation } from "@tanstack/react-query";
import { Checkbox, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { SavedView } from "@/api/types";
import { useErrorText } from "@/components/ui/states";
import { useFocusBack } from "@/lib/focus";

interface ViewValues {
  name: string;
  shared: boolean;
  is_default: boolean;
}

interface ViewDialogProps {
  view: SavedView | null;
  onSave: (values: ViewValues) => Promise<void>;
  onClose: () => void;
}

/** Asks for the name and reach of a view. */
export default function ViewDialog({ view, onSave, onClose }: ViewDialogProps) {
  useFocusBack();
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [form] = Form.useForm<ViewValues>();
  const save = useMutation({ mutationFn: onSave });
  return (
    <Modal
      open
      width={420}
      title={view ? t("common.view.edit") : t("common.view.saveAs")}
      okText={t("common.action.save")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<ViewValues>
        form={form}
        layout="vertical"
        initialValues={{
          name: view?.name ?? "",
          shared: view?.shared ?? false,
          is_default: view?.is_default ?? false,
        }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item
          name="name"
          label={t("common.view.name")}
          rules={[{ required: true, whitespace: true, message: t("common.required") }]}
          validateStatus={save.isError ? "error" : undefined}
          help={save.isError ? textOf(save.error) : undefined}
        >
          <Input autoFocus maxLength={40} />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" noStyle>
          <Checkbox>{t("common.view.shared")}</Checkbox>
        </Form.Item>
        <br />
        <Form.Item name="is_default" valuePropName="checked" noStyle>
          <Checkbox>{t("common.view.default")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
