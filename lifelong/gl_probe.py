"""Renders a small scene and prints what drew it; run in a process of its own, since the GL backend is chosen only once.

`MUJOCO_GL=egl python -m perdure.lifelong.gl_probe` prints {"renderer": ..., "milliseconds": ...}.
"""

from __future__ import annotations

import json
import time

_SCENE = """<mujoco><worldbody><light pos="0 0 3"/><geom type="box" size=".3 .3 .3" rgba="1 0 0 1"/>
<camera name="eye" pos="0 -2 1" xyaxes="1 0 0 0 .5 1"/></worldbody></mujoco>"""
_SIZE, _FRAMES = 64, 20


def main() -> None:
    """Render and report; any exception is the answer that this backend does not work."""
    import mujoco
    from OpenGL import GL

    model = mujoco.MjModel.from_xml_string(_SCENE)
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    with mujoco.Renderer(model, _SIZE, _SIZE) as renderer:
        renderer.update_scene(data, "eye")
        image = renderer.render()
        name = GL.glGetString(GL.GL_RENDERER).decode()
        start = time.perf_counter()
        for _ in range(_FRAMES):
            renderer.update_scene(data, "eye")
            renderer.render()
        seconds = time.perf_counter() - start
    if image.max() == 0:
        raise RuntimeError("the picture is black")
    print(json.dumps({"renderer": name, "milliseconds": 1000 * seconds / _FRAMES}))


if __name__ == "__main__":
    main()
