import { words } from './words';

/**
 * Words worth mending when dictation or a slip wrote another character of the same sound («引患» for 隐患, «插车» for 叉车).
 * A stretch is mended when it sounds the same and shares at least one character in its place with the word here.
 */
export const ANCHOR_WORDS = words(`
  隐患 值班 到岗 在岗 上岗 签到 签退 交班 接班 交接班 换班 带班 零报告 整改 复查 销号 延期 验收 催办 收到 已阅 叉车 瓦斯 氧气 氧气瓶 乙炔 煤气 配电箱 配电柜 电箱 漏电 漏保 触电 接地 安全帽 安全带 安全绳 护目镜 灭火器 消防栓 消火栓
  消防通道 安全出口 应急灯 脚手架 临边 护栏 栏杆 洞口 井盖 盖板 行车 天车 吊钩 钢丝绳 塔吊 急停 防护罩 护罩 皮带 齿轮 冲床 砂轮 气瓶 锅炉 安全阀 压力表 反应釜 氨气 氯气 泄漏 爆炸 坍塌 塌方 冒顶 透水 顶板 锚杆 支护 基坑 粉尘 噪音 噪声 耳塞 口罩
  违章 违规 动火 受限空间 有限空间 监护 培训 警示牌 救生衣 救生圈 轻伤 重伤 被困 失联 匿名 举报 反映 建议 合理化建议 排查 自查 巡检 车间 仓库 班组 除尘器 通风 联锁 静电 消防 疏散 着火 冒烟
  `);

/** Stretches that sound like an anchor and are words of their own: never mended. */
export const NEVER_MEND = new Set(
  words(`
  没气 没汽 霉气 咽气
  直办 代办 待班 受到 再岗 上钢 上港 上缸 道岗 签道 连锁 反应 反映 返修 风干 建立 监护 间隔 检举 间谍 动活 动火 冻火 车件 仓储 通分 通风 同风 行车 形成 型车 天车 舔 气泵 起平 汽油 静点 经典 晶点 盖帮 互感 消纳 着货 找货 护墙 联所 联锁 链锁 轻声 青山 清伤 重商 中伤 种伤 便到 前到 粉层 粉城 违纪 为期 陪训 火警
  在干 东口 安全生 安全声 接头 借地 阶地 皮袋 地盖 板盖 冻结 吊够 掉钩 急挺 及停 自检 字查 自察 子查 复察 附查 副查 延气 言气 严惩 验手 检修 解放 交办 叫班 节班 街班 晚班 换办 换板 代班 戴班
  已越 一月 一阅 已约 以约 议约 失恋 时连 实联 北困 被捆 备困 之护 织护 智护 质护 鸡坑 机坑 即可 击毁 击停 定板 丁板 订板 毛杆 坦塌 探塌 他方 它方 踏方 帽顶 茂顶 头水 投水 偷水 爆扎 报炸 宝藏 卸漏 写漏 洩漏 着活 冒言 墙杆 兰杆 蓝杆 拦杆 烂杆
  `),
);
