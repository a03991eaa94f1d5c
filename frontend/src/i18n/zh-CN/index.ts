import antd from "antd/es/locale/zh_CN";
import "dayjs/locale/zh-cn";
import type { LanguagePack } from "../index";
import common from "./common.json";
import customers from "./customers.json";
import identity from "./identity.json";
import notifications from "./notifications.json";
import platform from "./platform.json";
import shell from "./shell.json";

const pack: LanguagePack = {
  texts: { common, shell, identity, customers, notifications, platform },
  antd,
  dayjs: "zh-cn",
};

export default pack;
