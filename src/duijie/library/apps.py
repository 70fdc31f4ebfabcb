from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "duijie.library"
    label = "library"

    def ready(self) -> None:
        from duijie.library import panels, person_evidence
        from duijie.library.services.grants import granted
        from duijie.registry import hooks
        from duijie.registry.sameness.hooks import add_evidence
        from duijie.registry.standing import add_grants

        add_grants(granted)
        hooks.add_panel("organisation", panels.organisation_items)
        hooks.add_panel("person", panels.person_talents)
        hooks.on_moved(panels.follow_merge)
        add_evidence(person_evidence.of_people)
