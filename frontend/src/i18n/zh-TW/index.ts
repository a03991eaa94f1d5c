import antd from "antd/es/locale/zh_TW";
import "dayjs/locale/zh-tw";
import type { LanguagePack } from "../index";
import common from "./common.json";
import contacts from "./contacts.json";
import customers from "./customers.json";
import notifications from "./notifications.json";
import shell from "./shell.json";

const pack: LanguagePack = {
  texts: { common, shell, customers, contacts, notifications },
  antd,
  dayjs: "zh-tw",
};

export default pack;
