import antd from "antd/es/locale/zh_CN";
import "dayjs/locale/zh-cn";
import type { LanguagePack } from "../index";
import common from "./common.json";
import contacts from "./contacts.json";
import customers from "./customers.json";
import notifications from "./notifications.json";
import shell from "./shell.json";

const pack: LanguagePack = {
  texts: { common, shell, customers, contacts, notifications },
  antd,
  dayjs: "zh-cn",
};

export default pack;
