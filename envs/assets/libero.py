"""What LIBERO calls things that perdure has, too: its task files can be simulated with our things in their places."""

from __future__ import annotations

OURS = {
    "akita_black_bowl": "black_bowl",
    "alphabet_soup": "bean_can",
    "bbq_sauce": "barbecue_bottle",
    "chefmate_8_frypan": "frying_pan",
    "cookies": "cracker_box",
    "cream_cheese": "cheese",
    "flat_stove": "stove",
    "glazed_rim_porcelain_ramekin": "white_ramekin",
    "ketchup": "ketchup_bottle",
    "macaroni_and_cheese": "pasta_box",
    "milk": "milk_carton",
    "new_salad_dressing": "dressing_bottle",
    "orange_juice": "orange_juice_carton",
    "porcelain_mug": "white_mug",
    "red_coffee_mug": "red_mug",
    "salad_dressing": "dressing_bottle",
    "tomato_sauce": "tomato_can",
    "white_yellow_mug": "yellow_mug",
    "wooden_tray": "tray",
    "wooden_two_layer_shelf": "wooden_shelf",
}
