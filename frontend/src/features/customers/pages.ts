/** The pages of the customers module. */
export { CustomerPage } from "./DetailPage";
export { CustomerEditPage, CustomerNewPage } from "./FormPages";
export { CustomerBinPage, CustomerListPage } from "./ListPage";
