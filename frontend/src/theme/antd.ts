import { type ThemeConfig, theme } from "antd";
import { dark, light, measures } from "./tokens";

/** The component library's theme, made from the tokens. */
export function antdTheme(mode: "light" | "dark", stillMotion: boolean): ThemeConfig {
  const c = mode === "dark" ? dark : light;
  const meanings = {
    colorPrimary: c.accent,
    colorInfo: c.accent,
    colorLink: c.accent,
    colorSuccess: c.good,
    colorWarning: c.warn,
    colorError: c.bad,
  };
  const derive = mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return {
    // In the dark the library dims the colours it is given; the tokens are chosen for the dark already.
    algorithm: (seed) => ({ ...derive(seed), ...meanings }),
    token: {
      ...meanings,
      colorPrimaryHover: c.accentHover,
      colorLinkHover: c.accentHover,
      colorText: c.ink,
      colorTextSecondary: c.inkSoft,
      colorTextTertiary: c.inkFaint,
      colorTextPlaceholder: c.inkFaint,
      colorTextDescription: c.inkSoft,
      colorTextLightSolid: c.onAccent,
      colorBgBase: c.paper,
      colorBgContainer: c.paper,
      colorBgElevated: c.float,
      colorBgLayout: c.desk,
      colorBgSpotlight: mode === "dark" ? "#3A3F45" : "#2B2F36",
      colorBorder: c.edge,
      colorBorderSecondary: c.line,
      controlItemBgActive: c.accentTint,
      controlItemBgHover: c.hover,
      controlOutlineWidth: 3,
      fontFamily: "var(--font)",
      fontFamilyCode: measures.mono,
      fontSize: measures.textBody,
      lineHeight: measures.lineHeight,
      borderRadius: measures.radius,
      borderRadiusLG: 10,
      borderRadiusSM: 4,
      controlHeight: 34,
      controlHeightSM: 28,
      controlHeightLG: 40,
      boxShadow: c.shadow,
      boxShadowSecondary: c.shadow,
      fontWeightStrong: 600,
      motion: !stillMotion,
      motionDurationFast: `${measures.quick}ms`,
      motionDurationMid: `${measures.calm}ms`,
      motionDurationSlow: `${measures.calm}ms`,
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
        paddingInline: 14,
        borderRadiusLG: measures.radius,
      },
      Tooltip: { colorTextLightSolid: "#FFFFFF", fontSize: measures.textSmall },
      Form: {
        labelColor: c.inkSoft,
        labelFontSize: 13,
        verticalLabelPadding: "0 0 4px",
        itemMarginBottom: 16,
      },
      // Larger fields have the same corners as all others.
      Input: { borderRadiusLG: measures.radius },
      Modal: { titleFontSize: measures.textHeading },
      Drawer: { paddingLG: 20 },
      Select: { optionSelectedBg: c.accentTint, optionSelectedFontWeight: 500 },
      Menu: { itemBorderRadius: 6, activeBarBorderWidth: 0, itemSelectedBg: c.accentTint, itemHeight: 36 },
      Tabs: { horizontalItemPadding: "10px 2px", horizontalItemGutter: 22, titleFontSize: measures.textBody },
      Rate: { starColor: c.inkSoft, starBg: c.line },
      Segmented: { itemSelectedBg: c.float, trackBg: c.mutedTint },
    },
  };
}
