import identity from "./identity.json";
import platform from "./platform.json";

export default { identity, platform };
