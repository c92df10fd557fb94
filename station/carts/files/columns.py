"""The columns of an order file, and which of a file's headings is which.

A file has a row for every line of an order; what belongs to the order is repeated in each of its rows.
Only `order_id`, a product (`sku`, `barcode` or `item_name`) and `quantity` are needed. Order of the columns
and capitals do not matter, nor do blanks and dashes in a heading; what is not known here is kept as it is.

    column            of       meaning
    order_id          order    the partner's key; the same key again changes the order
    order_number      order    what people call it; the key when left out
    status            order    open when empty; open paid processing shipped completed unpaid pending on_hold
                               cancelled refunded, and deleted: the order is no longer there
    order_date        order    when it was placed (ISO 8601, or as date_format says)
    last_modified     order    when the partner changed it; what is older than what is known changes nothing
    currency, total   order    ISO 4217, and the amount
    shipping_method   order    as the customer chose it;  method_code  its code;  pickup  yes: it is collected
    note, gift_note   order    of the customer;  the text for a gift;  staff_note  of the partner's people
    tags, ship_by     order    words between commas;  the latest moment it has to be handed over
    recipient company street1 street2 street3 city region postal_code country phone email      where it goes;
                               country is ISO 3166 alpha-2
    line_id           line     the partner's key of the line; the SKU when left out
    sku, item_name    line     the product's key and name;  barcode  its GTIN or other codes, blanks between
    quantity          line     units ordered, whole;  cancelled  refunded  of these;
    shipped, tracking line     units that left by another hand, and their tracking numbers (; between).
                               Units under a number the station told of itself are its own and count once
    price, options    line     of one unit;  "Colour: blue; Size: M"
    weight            product  of one unit, in weight_unit or else the store's;  image  address or file
    case_code         product  codes of cases of it;  case_quantity  units in each, in their order
    bin, stock        product  where it lies, how many may be sold;  ships  no: nothing to pack

A row without a product changes the order it names, and empty cells of it say nothing: `order_id,status` is a
whole file. A file without `order_id` is a list of products; `status` deleted takes one off it.

In XML every order is an element, its lines elements inside, all named like the columns:

    <orders><order><order_id>1</order_id>…<line><sku>TEA</sku><quantity>2</quantity></line></order></orders>

The form of ShipStation's custom stores (`Orders/Order/Items/Item`, "Custom Store Development Guide", its
element names) is read as well; lists of products are `<products><product>…`.
"""

import re
from collections.abc import Mapping, Sequence

_ORDER = {
    "order_id": "orderid orderref orderreference",
    "order_number": "ordernumber orderno",
    "status": "status orderstatus",
    "order_date": "orderdate orderedat",
    "last_modified": "lastmodified modifiedat updatedat",
    "currency": "currency currencycode",
    "total": "total ordertotal",
    "shipping_method": "shippingmethod deliverymethod",
    "method_code": "methodcode shippingcode",
    "pickup": "pickup",
    "note": "note customernote customernotes",
    "gift_note": "giftnote giftmessage",
    "staff_note": "staffnote internalnote internalnotes",
    "tags": "tags ordertags",
    "ship_by": "shipby shipbydate latestship",
    "recipient": "recipient shiptoname shippingname",
    "company": "company shiptocompany shippingcompany",
    "street1": "street1 street address1 shiptoaddress1 shippingaddress1",
    "street2": "street2 address2 shiptoaddress2 shippingaddress2",
    "street3": "street3 address3 shiptoaddress3",
    "city": "city shiptocity shippingcity",
    "region": "region state province shiptostate",
    "postal_code": "postalcode postcode zip shiptopostalcode",
    "country": "country countrycode shiptocountry shippingcountry",
    "phone": "phone shiptophone billtophone",
    "email": "email shiptoemail billtoemail",
}
_LINE = {
    "line_id": "lineid lineitemid",
    "quantity": "quantity qty",
    "cancelled": "cancelled canceled",
    "refunded": "refunded",
    "shipped": "shipped",
    "tracking": "tracking trackingnumber",
    "price": "price unitprice",
    "options": "options",
}
_PRODUCT = {
    "sku": "sku itemsku",
    "item_name": "itemname productname",
    "barcode": "barcode ean gtin upc",
    "case_code": "casecode casebarcode casegtin",
    "case_quantity": "casequantity caseqty unitspercase",
    "weight": "weight",
    "weight_unit": "weightunit weightunits",
    "image": "image imageurl",
    "bin": "bin binlocation location",
    "stock": "stock onhand",
    "ships": "ships",
}

ORDER = frozenset(_ORDER)
LINE = frozenset((*_LINE, *_PRODUCT))
PRODUCT = frozenset(_PRODUCT)
FIELDS = ORDER | LINE
_USUAL = {
    word: field
    for table in (_ORDER, _LINE, _PRODUCT)
    for field, said in table.items()
    for word in said.split()
}
_BETWEEN = re.compile(r"[\W_]+")


def plain(heading: str) -> str:
    """A heading as it is compared: small letters and digits only."""
    return _BETWEEN.sub("", heading.casefold())


class Headings:
    """What a file's headings mean. `own`: our field, the partner's column (the store's `columns`).

    A column that is mapped has that one meaning; every other usual name of its field counts for nothing.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self.own = own
        self._usual = {word: field for word, field in _USUAL.items() if field not in own}
        self._own = {plain(heading): field for field, heading in own.items()}

    def field_of(self, *names: str) -> str:
        """The field the first known of several names of a column has; empty for a column of nobody's."""
        for name in names:
            word = plain(name)
            found = self._own.get(word) or self._usual.get(word)
            if found:
                return found
        return ""

    def missing(self, headings: Sequence[str]) -> list[str]:
        """Mapped columns the file does not have."""
        there = {plain(one) for one in headings}
        return [heading for heading in self.own.values() if plain(heading) not in there]
