import { Drawer } from "antd";
import type { ReactNode } from "react";
import { Bone } from "@/components/ui/states";
import { useFocusBack } from "@/lib/focus";
import { useIsPhone } from "@/lib/media";
import css from "./form.module.css";

interface FormFrameProps {
  /** A drawer for the quick form, a page for all fields. */
  frame: "drawer" | "page";
  title: string;
  foot: ReactNode;
  /** Whether a click beside the drawer closes it: not once something was typed. */
  closable: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What stands around a form: its title, and the buttons that stay at the foot. */
export function FormFrame({ frame, title, foot, closable, onClose, children }: FormFrameProps) {
  useFocusBack(frame === "drawer");
  const phone = useIsPhone();
  if (frame === "page") {
    return (
      <div className={css.page}>
        <header className={css.pageHead}>
          <h1>{title}</h1>
        </header>
        <div className={css.pageBody}>
          <div>{children}</div>
        </div>
        <footer className={css.pageFoot}>{foot}</footer>
      </div>
    );
  }
  return (
    <Drawer
      open
      title={title}
      size={phone ? "100%" : 620}
      footer={foot}
      onClose={onClose}
      mask={{ closable }}
    >
      {children}
    </Drawer>
  );
}

/** The shape of a form before its fields are known. */
export function FormBones() {
  return (
    <div className={css.bones} aria-busy="true">
      {Array.from({ length: 10 }, (_, at) => (
        <div key={at}>
          <Bone width="30%" />
          <Bone height={34} />
        </div>
      ))}
    </div>
  );
}
