"""A scanner that is set up twice counts once, and two people with two scanners count twice."""

import threading

from station.devices.scanners.echo import Echo


def test_the_same_code_from_another_device_at_once_is_an_echo() -> None:
    echo = Echo()
    assert not echo.repeats("42", "scanner", 1.0)
    assert echo.repeats("42", "keyboard", 1.05)
    assert not echo.repeats("42", "keyboard", 1.2)


def test_one_device_never_echoes_itself_and_another_code_is_none() -> None:
    echo = Echo()
    said = [("42", "scanner"), ("42", "scanner"), ("43", "keyboard"), ("42", "keyboard")]
    assert [echo.repeats(text, device, 1.0) for text, device in said] == [False] * 4


def test_of_two_devices_that_tell_it_at_the_same_moment_one_is_the_echo() -> None:
    echo, said = Echo(), []
    start = threading.Barrier(2)

    def tell(device: str) -> None:
        start.wait(10)
        said.append(echo.repeats("42", device, 1.0))

    threads = [threading.Thread(target=tell, args=(device,)) for device in ("scanner", "keyboard")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(said) == [False, True]
