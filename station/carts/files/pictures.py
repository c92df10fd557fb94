"""Pictures of products: at an address of the web, or a file in the partner's folder."""

from station.carts.contract import Refused, SignInAgain
from station.carts.files.settings import FolderSettings
from station.carts.rest import Rest
from station.net.http import Http

_LARGEST = 5 * 1024 * 1024


class Pictures:
    """A connection is made when the first address is asked for."""

    def __init__(self, settings: FolderSettings, http: Http | None) -> None:
        self._settings = settings
        self._http = http

    def image(self, url: str) -> bytes:
        if url.startswith(("http://", "https://")):
            return self._fetched(url)
        folder = self._settings.folder.resolve()
        path = (folder / url).resolve()
        if not path.is_relative_to(folder):  # the name is a stranger's: nothing else of this machine is shown
            raise Refused("cart.no_picture", status=0)
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except OSError as error:
            raise Refused("cart.no_picture", status=0) from error
        if len(content) > _LARGEST:
            raise Refused("cart.no_picture", status=0)
        return content

    def _fetched(self, url: str) -> bytes:
        """Nothing of ours goes along, so that plain http shows nobody anything."""
        if self._http is None:
            ours = self._settings
            self._http = Http(url, ca_file=ours.ca_file, proxy=ours.proxy, allow_plain_http=True)
        try:
            return Rest(self._http).download(url, _LARGEST)
        except SignInAgain as error:  # no address at all: nobody could sign in to a folder
            raise Refused("cart.no_picture", status=0) from error

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
