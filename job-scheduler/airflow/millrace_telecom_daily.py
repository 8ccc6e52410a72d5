"""Airflow in the place of the scheduler's own clock: has the scheduler run telecom-daily for each day, and waits for its end.

The connection ``millrace_scheduler`` (HTTP) names the scheduler; with API keys its extra is {"X-API-Key": "mlr_…"}. Switch the
scheduler's own schedule off (MILLRACE_SCHEDULER_JOBS_TELECOM_DAILY_ENABLED=false), or each day runs twice. Retries are the
scheduler's; a task that is cleared asks for the day anew, and is told of the run in progress if there is one.
"""

from __future__ import annotations

import json

import pendulum
from airflow import DAG
from airflow.exceptions import AirflowFailException
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.http.sensors.http import HttpSensor

ENDED = {"SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED"}


def queued_or_in_progress(response) -> bool:
    """202 queued the day; 409 says that a run of it is in progress, which will do as well."""
    if response.status_code in (202, 409):
        return True
    raise AirflowFailException(response.text)


def run_id(response) -> int:
    answer = response.json()
    return answer["id"] if response.status_code == 202 else answer["run"]


def succeeded(response) -> bool:
    run = response.json()["run"]
    if run["state"] in ENDED and run["state"] != "SUCCEEDED":
        raise AirflowFailException(f"run {run['id']} is {run['state']}: {run['message']}")
    return run["state"] == "SUCCEEDED"


with DAG(
    dag_id="millrace_telecom_daily",
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2026, 11, 1, tz="Asia/Almaty"),
    catchup=True,
    max_active_runs=1,
    tags=["millrace"],
) as dag:
    # A DAG run's interval begins at 02:00 of the day that it is about.
    trigger = HttpOperator(
        task_id="trigger",
        http_conn_id="millrace_scheduler",
        endpoint="/api/v1/jobs/telecom-daily/runs",
        method="POST",
        headers={"Content-Type": "application/json"},
        data=json.dumps({"day": "{{ data_interval_start.in_timezone('Asia/Almaty').to_date_string() }}"}),
        extra_options={"check_response": False},
        response_check=queued_or_in_progress,
        response_filter=run_id,
    )
    wait = HttpSensor(
        task_id="wait",
        http_conn_id="millrace_scheduler",
        endpoint="/api/v1/runs/{{ ti.xcom_pull(task_ids='trigger') }}",
        response_check=succeeded,
        mode="reschedule",
        poke_interval=30,
        timeout=6 * 60 * 60,
    )
    trigger >> wait
