"""What a folder of files is and can do."""

from station.carts.contract import Manifest, OptionField

MANIFEST = Manifest(
    cart="files",
    title="CSV and XML files in a folder",
    sign_ins=(),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
    # That is up to the partner's system.
    restocks=(),
    may_restock=("cancel", "refund"),
    options=(
        OptionField("columns", "Our field, the partner's column", kind="table"),
        OptionField("delimiter", "What is between two cells: , ; | or tab; found out when left out"),
        OptionField("encoding", "How the text is written; UTF-8, else Windows-1252, when left out"),
        OptionField("decimal_comma", "1,5 is one and a half", kind="flag"),
        OptionField("date_format", "As strptime has it; ISO 8601 when left out"),
        OptionField("timezone", "The zone of times that name none; UTC when left out"),
        OptionField("page_size", "Orders a page (1 to 1000)", kind="number"),
    ),
    permissions=("Read, write and rename in the folder",),
    address="file:/srv/partner",
)
