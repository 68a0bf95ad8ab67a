"""A back end for Django's tasks whose tasks leave the request that enqueues them."""

from concurrent.futures import ThreadPoolExecutor

from django.tasks.backends.immediate import ImmediateBackend

_pool = ThreadPoolExecutor(2)


class QueueBackend(ImmediateBackend):
    """Django's own for development, but for who does the work: threads, and later."""

    def _execute_task(self, task_result):
        _pool.submit(super()._execute_task, task_result)
