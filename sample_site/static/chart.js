// Bars on a canvas.
const data = JSON.parse(document.getElementById("sales").textContent);
const canvas = document.getElementById("chart");
const series = document.getElementById("series");
const pen = canvas.getContext("2d");
const LEFT = 48;
const BOTTOM = 36;

function draw() {
  const values = data[series.value];
  const most = Math.max(...values);
  const top = Math.ceil(most / 20) * 20;
  const height = canvas.height - BOTTOM - 16;
  const step = (canvas.width - LEFT) / values.length;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.font = "13px system-ui, sans-serif";
  pen.textAlign = "right";
  for (let line = 0; line <= 4; line += 1) {
    const y = 16 + height - (height * line) / 4;
    pen.fillStyle = "#e9e4da";
    pen.fillRect(LEFT, y, canvas.width - LEFT, 1);
    pen.fillStyle = "#5b6b74";
    pen.fillText(String(Math.round((top * line) / 4)), LEFT - 10, y + 4);
  }
  pen.textAlign = "center";
  values.forEach((value, at) => {
    const tall = (height * value) / top;
    const x = LEFT + at * step + step * 0.2;
    pen.fillStyle = value === most ? "#e0992f" : "#2f7f93";
    pen.beginPath();
    pen.roundRect(x, 16 + height - tall, step * 0.6, tall, [5, 5, 0, 0]);
    pen.fill();
    pen.fillStyle = "#5b6b74";
    pen.fillText(data.months[at], x + step * 0.3, canvas.height - 12);
  });
  const best = data.months[values.indexOf(most)];
  document.getElementById("best").textContent = `Best month: ${best}, ${most}`;
}

series.addEventListener("change", draw);
draw();
