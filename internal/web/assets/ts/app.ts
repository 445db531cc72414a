// What every page does beyond plain HTML. Without it all of this still works,
// by opening, posting and reloading.

import { closeMenusOutside } from "./lib/menu";
import { changeLookInPlace } from "./lib/look";

closeMenusOutside();
changeLookInPlace();
