// What every page does beyond plain HTML. Without it all of this still works,
// by opening, posting and reloading.

import { askAfterBack } from "./lib/back";
import { filterLists } from "./lib/filter";
import { closeMenusOutside } from "./lib/menu";
import { changeLookInPlace } from "./lib/look";
import { datePrints, printWhereAsked } from "./lib/print";
import { giveBackWhatWasTyped } from "./lib/typed";
import { askBeforeSignOut } from "./lib/signout";
import { showWaiting } from "./lib/waiting";

askAfterBack();
closeMenusOutside();
filterLists();
printWhereAsked();
datePrints();
changeLookInPlace();
askBeforeSignOut();
showWaiting();
giveBackWhatWasTyped();
