"""Products and variations as WooCommerce 10.5.0 shows them: same keys, same order of keys."""

from urllib.parse import quote_plus

from station.sandbox.shop.objects import Objects, Product
from station.sandbox.shop.refusal import Doc
from station.sandbox.shop.render import ITEM_ALLOW, picture_url
from station.sandbox.shop.site import SYMBOLS, Site


def slug(name: str) -> str:
    kept = "".join(sign if sign.isalnum() else " " for sign in name.lower())
    return "-".join(kept.split())


def product_body(product: Product, objects: Objects, site: Site) -> Doc:
    """As `GET /products/{id}` gives it, in that order; it gives variations too."""
    parent = objects.products.get(product.parent) if product.parent else None
    up = f"wc/v3/products/{parent.id}" if parent else ""
    return {
        **_what_it_is(product, parent, site),
        **_how_it_sells(product, parent),
        **_what_stands_beside(product, parent, objects, site),
        "price_html": f'<span class="amount">{SYMBOLS.get(site.currency, "")}{product.price}</span>',
        "related_ids": [],
        "meta_data": product.meta,
        "stock_status": stock_status(product, parent),
        "has_options": bool(product.variations),
        "post_password": "",
        "global_unique_id": product.gtin,
        "_links": site.links(f"wc/v3/products/{product.id}", "wc/v3/products", ITEM_ALLOW, up),
    }


def _what_it_is(product: Product, parent: Product | None, site: Site) -> Doc:
    name = f"{parent.name} - {product.name}" if parent else product.name
    return {
        "id": product.id,
        "name": name,
        "slug": slug(name),
        "permalink": _permalink(product, parent, site),
        **_dates(product, site),
        "type": product.type,
        "status": product.status,
        "featured": False,
        "catalog_visibility": "visible",
        "description": "",
        "short_description": "",
        "sku": product.sku,
    }


def _how_it_sells(product: Product, parent: Product | None) -> Doc:
    return {
        **_price(product),
        "purchasable": True,
        "total_sales": "0" if parent else product.sales,
        **_virtual(product),
        "external_url": "",
        "button_text": "",
        "tax_status": "taxable",
        "tax_class": "",
        **_stock(product, parent),
        "low_stock_amount": None,
        "sold_individually": False,
        "weight": product.weight or (parent.weight if parent else ""),
        "dimensions": {"length": "", "width": "", "height": ""},
        "shipping_required": not product.virtual,
        "shipping_taxable": not product.virtual,
        "shipping_class": "",
        "shipping_class_id": 0,
    }


def _what_stands_beside(product: Product, parent: Product | None, objects: Objects, site: Site) -> Doc:
    return {
        "reviews_allowed": parent is None,
        "average_rating": "0.00",
        "rating_count": 0,
        "upsell_ids": [],
        "cross_sell_ids": [],
        "parent_id": product.parent,
        "purchase_note": "",
        "categories": [] if parent else [{"id": 15, "name": "Tea and pottery", "slug": "tea-and-pottery"}],
        "brands": [],
        "tags": [],
        "images": [_image(product, site)] if product.picture else [],
        "attributes": _attributes(product, objects),
        "default_attributes": [],
        "variations": list(product.variations),
        "grouped_products": [],
        "menu_order": 0,
    }


def written_product_body(product: Product, objects: Objects, site: Site) -> Doc:
    """As a PUT answers: two keys more, and the rating in another form."""
    body = product_body(product, objects, site)
    links = body.pop("_links")
    own = body["slug"]
    body["average_rating"] = "0"
    template = f"{site.url}/product/%pagename%/"
    return {**body, "permalink_template": template, "generated_slug": own, "_links": links}


def variation_body(product: Product, objects: Objects, site: Site) -> Doc:
    """As `/products/{parent}/variations/{id}` gives it."""
    parent = objects.products.get(product.parent)
    collection = f"wc/v3/products/{product.parent}/variations"
    stock = _stock(product, parent)
    return {
        "id": product.id,
        "type": "variation",
        **_dates(product, site),
        "description": "",
        "permalink": _permalink(product, parent, site),
        "sku": product.sku,
        "global_unique_id": product.gtin,
        **_price(product),
        "status": product.status,
        "purchasable": True,
        **_virtual(product),
        "tax_status": "taxable",
        "tax_class": "",
        "manage_stock": stock.pop("manage_stock"),
        "stock_quantity": stock.pop("stock_quantity"),
        "stock_status": stock_status(product, parent),
        **stock,
        "low_stock_amount": None,
        "weight": product.weight or (parent.weight if parent else ""),
        "dimensions": {"length": "", "width": "", "height": ""},
        "shipping_class": "",
        "shipping_class_id": 0,
        "image": _image(product, site) if product.picture else None,
        "attributes": _attributes(product, objects),
        "menu_order": 0,
        "meta_data": product.meta,
        "name": product.name,
        "parent_id": product.parent,
        "_links": site.links(
            f"{collection}/{product.id}", collection, ITEM_ALLOW, f"wc/v3/products/{product.parent}"
        ),
    }


def stock_status(product: Product, parent: Product | None) -> str:
    held = parent if product.manage_stock == "parent" and parent else product
    if held.manage_stock is not True or (held.stock or 0) > 0:
        return "instock"
    return "outofstock" if held.backorders == "no" else "onbackorder"


def _stock(product: Product, parent: Product | None) -> Doc:
    held = parent if product.manage_stock == "parent" and parent else product
    counted = held.manage_stock is True
    return {
        "manage_stock": product.manage_stock,
        "stock_quantity": held.stock if counted else None,
        "backorders": product.backorders,
        "backorders_allowed": product.backorders != "no",
        "backordered": counted and (held.stock or 0) < 0 and product.backorders != "no",
    }


def _dates(product: Product, site: Site) -> Doc:
    return {
        "date_created": site.local(product.created),
        "date_created_gmt": product.created,
        "date_modified": site.local(product.modified),
        "date_modified_gmt": product.modified,
    }


def _price(product: Product) -> Doc:
    dates = ("date_on_sale_from", "date_on_sale_from_gmt", "date_on_sale_to", "date_on_sale_to_gmt")
    return {
        "price": product.price,
        "regular_price": "" if product.type == "variable" else product.price,
        "sale_price": "",
        **dict.fromkeys(dates),
        "on_sale": False,
    }


def _virtual(product: Product) -> Doc:
    return {
        "virtual": product.virtual,
        "downloadable": False,
        "downloads": [],
        "download_limit": -1,
        "download_expiry": -1,
    }


def _permalink(product: Product, parent: Product | None, site: Site) -> str:
    if parent is None:
        return f"{site.url}/product/{slug(product.name)}/"
    chosen = "&".join(f"attribute_{slug(key)}={quote_plus(value)}" for key, value in product.options.items())
    return f"{site.url}/product/{slug(parent.name)}/?{chosen}"


def _image(product: Product, site: Site) -> Doc:
    return {
        "id": 900 + product.id,
        "date_created": site.local(product.created),
        "date_created_gmt": product.created,
        "date_modified": site.local(product.created),
        "date_modified_gmt": product.created,
        "src": picture_url(product, site),
        "name": product.picture,
        "alt": "",
    }


def _attributes(product: Product, objects: Objects) -> list[Doc]:
    if product.parent:
        return [
            {"id": 0, "name": name, "slug": slug(name), "option": option}
            for name, option in product.options.items()
        ]
    found: dict[str, list[str]] = {}
    for ref in product.variations:
        child = objects.products.get(ref)
        for name, option in child.options.items() if child else ():
            if option not in found.setdefault(name, []):
                found[name].append(option)
    return [
        {
            "id": 0,
            "name": name,
            "slug": name,
            "position": 0,
            "visible": True,
            "variation": True,
            "options": options,
        }
        for name, options in found.items()
    ]
